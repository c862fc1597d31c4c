//! A site over the network, asked as a stranger asks.
//! Redirects are not followed and answers are bounded, so that what is judged is what was served.

use anyhow::{Context, Result, ensure};
use std::time::Duration;
use ureq::Agent;
use ureq::http::HeaderMap;

/// More than any file of the app, less than a machine's memory.
const BODY_BYTES_MAX: u64 = 16 << 20;
const TIMEOUT: Duration = Duration::from_secs(30);

/// Where the app is served.
pub(super) struct Site {
    root: String,
    agent: Agent,
}

/// What came back for one path, decompressed.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    headers: HeaderMap,
}

impl Site {
    /// # Errors
    /// When the address is not one of the web.
    pub(super) fn new(url: &str) -> Result<Self> {
        ensure!(
            url.starts_with("https://") || url.starts_with("http://"),
            "{url} is not an address of the web: it begins with https://"
        );
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(TIMEOUT));
        Ok(Self {
            root: url.trim_end_matches('/').to_owned(),
            agent: config.build().into(),
        })
    }

    /// With the encodings that browsers ask for.
    pub(super) fn as_a_browser(&self, path: &str) -> Result<Answer> {
        self.fetch(path, "gzip, br")
    }

    pub(super) fn uncompressed(&self, path: &str) -> Result<Answer> {
        self.fetch(path, "identity")
    }

    fn fetch(&self, path: &str, encodings: &str) -> Result<Answer> {
        let url = format!("{}{path}", self.root);
        let request = self.agent.get(&url).header("accept-encoding", encodings);
        let mut response = request
            .call()
            .with_context(|| format!("{url} cannot be reached"))?;
        let body = response.body_mut().with_config().limit(BODY_BYTES_MAX);
        let body = body
            .read_to_vec()
            .with_context(|| format!("{url} was not answered whole"))?;
        Ok(Answer {
            status: response.status().as_u16(),
            body,
            headers: response.headers().clone(),
        })
    }
}

impl Answer {
    /// A header that was sent once; one sent twice is as good as none.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut all = self.headers.get_all(name).iter();
        let only = all.next()?.to_str().ok()?;
        all.next().is_none().then_some(only)
    }
}
