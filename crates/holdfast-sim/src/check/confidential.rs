//! Confidential: nothing of what was written, and no secret, is in any byte that the relay saw.
//! Every text of a world carries the mark; secrets without it are looked for one by one.

use super::Broken;

/// Every text of a world carries it.
pub(crate) const MARK: &str = "k4n4ry";

/// What must not be seen.
#[derive(Default)]
pub(crate) struct Confidential {
    secrets: Vec<Vec<u8>>,
}

impl Confidential {
    /// One more secret that must not be seen; it is looked for as it is and as hexadecimal.
    pub(crate) fn guard(&mut self, secret: &[u8]) {
        self.secrets.push(secret.to_vec());
        self.secrets.push(hex::encode(secret).into_bytes());
    }

    /// Looks through what a relay has seen.
    pub(crate) fn check(&self, seen: &[u8]) -> Result<(), Broken> {
        let marks = [MARK.as_bytes().to_vec(), hex::encode(MARK).into_bytes()];
        for needle in marks.iter().chain(&self.secrets) {
            if contains(seen, needle) {
                let what = format!("{} bytes of a secret were seen", needle.len());
                return Err(Broken::new("Confidential", what));
            }
        }
        Ok(())
    }
}

/// Whether the bytes stand in there.
fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    let Some((first, rest)) = needle.split_first() else {
        return false;
    };
    let mut left = haystack;
    while let Some(at) = left.iter().position(|byte| byte == first) {
        left = left.get(at + 1..).unwrap_or_default();
        if left.starts_with(rest) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_found_in_every_guise() {
        let confidential = Confidential::default();
        assert_eq!(confidential.check(b"k4n4r, and other bytes"), Ok(()));
        assert!(confidential.check(b"..kk4n4ry..").is_err());
        assert!(confidential.check(hex::encode(MARK).as_bytes()).is_err());
    }

    #[test]
    fn a_guarded_secret_is_found() {
        let mut confidential = Confidential::default();
        confidential.guard(&[1, 2, 3]);
        assert_eq!(confidential.check(&[1, 2, 2, 3]), Ok(()));
        assert!(confidential.check(&[1, 1, 2, 3, 4]).is_err());
        assert!(confidential.check(b"..010203..").is_err());
    }
}
