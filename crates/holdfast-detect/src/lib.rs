//! Ruptures and repairs in session ratings, with a stated false-alarm rate.
