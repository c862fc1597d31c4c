//! Problems of the relay (RFC 9457), each with a code that never changes.
//! Texts are generic: what went wrong inside the relay stays in its log.

use serde::{Deserialize, Serialize};

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:literal, $title:literal;)*) => {
        /// What the relay refused, and so what a client may do about it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum ProblemCode {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl ProblemCode {
            /// All of them, for the API's description and for docs/errors.md.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The HTTP status.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// The generic text, without any detail of the request.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

problems! {
    /// The request does not follow the protocol.
    Malformed = "HF-RELAY-01", 400, "the request does not follow the protocol";
    /// The body, an envelope or a batch is past its limit.
    TooLarge = "HF-RELAY-02", 413, "the request is larger than the limit";
    /// An envelope of a version or with a proof that the relay does not take.
    ProofRefused = "HF-RELAY-03", 403, "an envelope has no valid write proof";
    /// No bearer token, an old one, or one of another space.
    SessionNeeded = "HF-RELAY-04", 401, "a session for this space is needed";
    /// The challenge is too old or not of this relay, or the signature is not of the access key.
    LoginRefused = "HF-RELAY-05", 401, "the login was refused";
    /// There is no such space, mailbox content, or route.
    NotFound = "HF-RELAY-06", 404, "nothing was found here";
    /// The space exists with other keys, or the mailbox already holds other bytes.
    Conflict = "HF-RELAY-07", 409, "something else is already stored here";
    /// The host creates spaces only with an invite.
    InviteNeeded = "HF-RELAY-08", 403, "an invite of the host is needed";
    /// Too many requests; try again later.
    TooMany = "HF-RELAY-09", 429, "too many requests, try again later";
    /// The space has used up what the host gives it.
    QuotaReached = "HF-RELAY-10", 507, "the space has reached its quota";
    /// The relay cannot store at the moment; try again later.
    Unavailable = "HF-RELAY-11", 503, "the relay cannot answer at the moment";
    /// A fault of the relay.
    Internal = "HF-RELAY-12", 500, "the relay failed";
    /// The route exists, the method does not.
    MethodNotAllowed = "HF-RELAY-13", 405, "this method is not offered here";
    /// The body has a media type that is not read here.
    MediaType = "HF-RELAY-14", 415, "this media type is not read here";
    /// The request took too long to arrive.
    Timeout = "HF-RELAY-15", 408, "the request took too long";
}

/// The body of every answer that is not a success, as `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// `about:blank#` and the code: a name, not an address.
    #[serde(rename = "type")]
    pub kind: String,
    /// The generic text.
    pub title: String,
    /// The HTTP status again.
    pub status: u16,
    /// The stable code.
    pub code: ProblemCode,
    /// One more generic sentence, if there is one to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl From<ProblemCode> for Problem {
    fn from(code: ProblemCode) -> Self {
        Self {
            kind: format!("about:blank#{}", code.code()),
            title: code.title().to_owned(),
            status: code.status(),
            code,
            detail: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Problem, ProblemCode};

    #[test]
    fn codes_count_up_without_gaps_and_statuses_are_errors() {
        for (at, code) in ProblemCode::ALL.iter().enumerate() {
            assert_eq!(code.code(), format!("HF-RELAY-{:02}", at + 1));
            assert!((400..600).contains(&code.status()));
            assert!(code.title().starts_with(char::is_lowercase));
        }
    }

    #[test]
    fn a_problem_reads_back_and_looks_as_documented() {
        let problem = Problem::from(ProblemCode::Conflict);
        let json = serde_json::to_string(&problem).unwrap();
        assert_eq!(
            json,
            r#"{"type":"about:blank#HF-RELAY-07","title":"something else is already stored here","status":409,"code":"HF-RELAY-07"}"#
        );
        assert_eq!(serde_json::from_str::<Problem>(&json).unwrap(), problem);
    }

    #[test]
    fn an_unknown_code_is_not_a_problem_we_know() {
        let json = r#"{"type":"x","title":"x","status":400,"code":"HF-RELAY-99"}"#;
        assert!(serde_json::from_str::<Problem>(json).is_err());
    }
}
