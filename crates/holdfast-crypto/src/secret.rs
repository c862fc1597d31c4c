//! The shape of every secret of 32 bytes: no copy, no text, no equality by accident.
//! It is wiped when it goes away, and its bytes leave by one named door only.

macro_rules! secret {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(zeroize::Zeroize, zeroize::ZeroizeOnDrop)]
        pub struct $name([u8; 32]);

        impl $name {
            /// Draws a new one.
            ///
            /// # Errors
            /// `Entropy` when the platform gives no randomness.
            pub fn make(entropy: &mut dyn $crate::Entropy) -> Result<Self, $crate::CryptoError> {
                Ok(Self(*$crate::entropy::draw(entropy)?))
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
}

pub(crate) use secret;
