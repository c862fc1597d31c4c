//! Session ratings in files: reading, simulating, fitting, evaluating, reporting.
