//! Writes the pinned vectors of the formats into a folder; only for a new format version.
//! The published vectors of the primitives are not made, they are copied from their sources.

use holdfast_crypto::testing::make_vectors;
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os()
        .nth(1)
        .ok_or("give the folder, for instance vectors/v1")?;
    for (name, content) in make_vectors()? {
        std::fs::write(PathBuf::from(&folder).join(name), content)?;
    }
    Ok(())
}
