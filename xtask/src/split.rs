//! The app in parts: what the first screens need, and what comes when it is needed.
//! Invariant: the first part takes no part but those of its own compilation; it knows their hashes.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, ensure};
use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha384};
use wasm_split_cli_support::{Options, transform};

/// The script that fetches the parts.
const LOADER: &str = "parts.js";

/// Splits the compiled app at its doors (`holdfast-web/src/everyday.rs`). The parts that come later
/// go into `dist` with their loader; gives the first part, for wasm-bindgen.
pub(crate) fn split(wasm: &Path, dist: &Path) -> Result<PathBuf> {
    let whole = fs::read(wasm)?;
    let first = wasm.with_file_name("first_part.wasm");
    let mut options = Options::new(&whole);
    options.output_dir = dist;
    options.main_out_path = &first;
    options.main_module = "./app.js";
    options.link_name = "./parts.js";
    let parts =
        transform(options).map_err(|error| anyhow!("could not split the app: {error:?}"))?;
    let loader = dist.join(LOADER);
    let mut script = fs::read_to_string(&loader)?;
    for part in parts.split_modules {
        let bytes = without_notes(&fs::read(&part)?)?;
        fs::write(&part, &bytes)?;
        let name = part.file_name().context("a part without a name")?;
        script = with_hash(&script, &name.to_string_lossy(), &bytes)?;
    }
    fs::write(loader, script)?;
    Ok(first)
}

/// The loader asks for a part by its hash too: a host that has another version is refused.
fn with_hash(script: &str, name: &str, bytes: &[u8]) -> Result<String> {
    let plain = format!("fetch(new URL(\"./{name}\", import.meta.url))");
    ensure!(script.contains(&plain), "{LOADER} does not fetch {name}");
    let hash = Base64::encode_string(&Sha384::digest(bytes));
    let checked = format!("fetch(\"/{name}\", {{ integrity: \"sha384-{hash}\" }})");
    Ok(script.replace(&plain, &checked))
}

/// A WASM module without its custom sections: names are for those who debug, not for a phone.
fn without_notes(wasm: &[u8]) -> Result<Vec<u8>> {
    let (header, mut rest) = wasm.split_at_checked(8).context("no WASM module")?;
    let mut kept = header.to_vec();
    while let Some((id, after)) = rest.split_first() {
        let (length, body) = leb128(after)?;
        let (_, next) = body.split_at_checked(length).context("a cut section")?;
        let (section, _) = rest.split_at(rest.len() - next.len());
        if *id != CUSTOM {
            kept.extend_from_slice(section);
        }
        rest = next;
    }
    Ok(kept)
}

/// An unsigned number of WASM, and what follows it.
fn leb128(bytes: &[u8]) -> Result<(usize, &[u8])> {
    let (mut value, mut rest) = (0_usize, bytes);
    for shift in (0..35).step_by(7) {
        let (byte, after) = rest.split_first().context("a cut number")?;
        value |= usize::from(byte & 0x7f) << shift;
        rest = after;
        if byte & 0x80 == 0 {
            return Ok((value, rest));
        }
    }
    Err(anyhow!("a number that is too long"))
}

/// The id of a custom section.
const CUSTOM: u8 = 0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_sections_go_and_all_others_stay() {
        let wasm = b"\0asm\x01\0\0\0\x01\x02ab\0\x03xyz\x0a\x81\0c";
        let kept = without_notes(wasm).unwrap();
        assert_eq!(kept, b"\0asm\x01\0\0\0\x01\x02ab\x0a\x81\0c");
        assert!(without_notes(&wasm[..wasm.len() - 1]).is_err());
    }

    #[test]
    fn a_part_is_asked_for_with_its_hash() {
        let script = "const src = fetch(new URL(\"./split_x.wasm\", import.meta.url));";
        let checked = with_hash(script, "split_x.wasm", b"x").unwrap();
        assert!(checked.starts_with("const src = fetch(\"/split_x.wasm\", { integrity: \"sha384-"));
        assert!(with_hash(script, "split_y.wasm", b"x").is_err());
    }
}
