//! Compression ahead of time, so that a small host never compresses on the way.
//! Invariant: a compressed twin stands beside a file only where it is smaller.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;

/// Files that are compressed already.
const PACKED: [&str; 5] = ["woff2", "png", "br", "gz", "ico"];

/// Writes `.br` and `.gz` beside every file that shrinks.
pub(crate) fn compress_folder(folder: &Path) -> Result<()> {
    for file in files(folder)? {
        let extension = file
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or_default();
        if PACKED.contains(&extension) {
            continue;
        }
        let plain = fs::read(&file)?;
        write_if_smaller(&file, "br", &plain, &brotli(&plain)?)?;
        write_if_smaller(&file, "gz", &plain, &gzip(&plain)?)?;
    }
    Ok(())
}

/// All files below a folder, in a stable order.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Brotli at its strongest.
pub(crate) fn brotli(plain: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    {
        let mut writer = brotli::CompressorWriter::new(&mut packed, 1 << 16, 11, 24);
        writer.write_all(plain)?;
    }
    Ok(packed)
}

/// Gzip at its strongest.
pub(crate) fn gzip(plain: &[u8]) -> Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(plain)?;
    Ok(writer.finish()?)
}

fn write_if_smaller(file: &Path, ending: &str, plain: &[u8], packed: &[u8]) -> Result<()> {
    if packed.len() < plain.len() {
        let mut name = file.as_os_str().to_owned();
        name.push(format!(".{ending}"));
        fs::write(name, packed)?;
    }
    Ok(())
}
