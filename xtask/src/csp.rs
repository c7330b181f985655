//! The page's Content-Security-Policy.
//!
//! The page promises to send nothing anywhere; the policy makes the browser keep that promise. It stands in the page
//! itself, so it holds wherever the page is hosted. Trunk starts the page with an inline script, which a strict policy
//! allows only by the hash of its exact text: so this runs after Trunk.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

/// Adds the policy to a page, right after its charset: a policy covers only what follows it.
///
/// # Errors
///
/// Where the page has no charset declaration, or a script that is not closed.
pub(crate) fn add_policy(html: &str) -> Result<String> {
    if html.contains("Content-Security-Policy") {
        bail!("it already has a Content-Security-Policy, which would not allow Trunk's script");
    }
    let charset = html.find("<meta charset").context("it has no <meta charset>")?;
    let end = html[charset..].find('>').context("its <meta charset> is not closed")?;
    let (before, after) = html.split_at(charset + end + 1);
    let policy = policy(&inline_scripts(html)?);
    Ok(format!(r#"{before}<meta http-equiv="Content-Security-Policy" content="{policy}">{after}"#))
}

fn policy(scripts: &[&str]) -> String {
    let mut script_src = String::from("script-src 'self' 'wasm-unsafe-eval'");
    for script in scripts {
        let hash = BASE64_STANDARD.encode(Sha256::digest(script));
        let _ = write!(script_src, " 'sha256-{hash}'");
    }
    [
        "default-src 'none'",
        &script_src,
        // The worker's script is an object of the page, so that the worker has this policy too.
        "worker-src 'self' blob:",
        "connect-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "manifest-src 'self'",
        "base-uri 'self'",
        "form-action 'none'",
    ]
    .join("; ")
}

/// The exact text of each script that is written into the page.
fn inline_scripts(html: &str) -> Result<Vec<&str>> {
    let mut scripts = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find("<script") {
        let (attributes, after) = rest[start..].split_once('>').context("a <script> tag is not closed")?;
        let (text, after) = after.split_once("</script>").context("a <script> has no </script>")?;
        if !attributes.contains(" src=") {
            scripts.push(text);
        }
        rest = after;
    }
    Ok(scripts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_follows_the_charset_and_precedes_everything_else() {
        let html = add_policy("<html><head><meta charset=utf-8><title>x</title>").unwrap();
        let start = r#"<html><head><meta charset=utf-8><meta http-equiv="Content-Security-Policy" content=""#;
        assert!(html.starts_with(start), "{html}");
        assert!(html.ends_with(r#"form-action 'none'"><title>x</title>"#), "{html}");
    }

    #[test]
    fn every_inline_script_is_allowed_by_the_hash_of_its_text() {
        let html = r#"<meta charset="utf-8"><script>alert(1)</script><script type=module>import 'a';</script>"#;
        let html = add_policy(html).unwrap();
        // printf "alert(1)" | openssl dgst -sha256 -binary | base64
        assert!(html.contains("'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"), "{html}");
        assert_eq!(html.matches("sha256-").count(), 2, "{html}");
    }

    #[test]
    fn a_script_in_a_file_of_its_own_needs_no_hash() {
        let html = add_policy(r#"<meta charset="utf-8"><script src="a.js"></script>"#).unwrap();
        assert!(!html.contains("sha256-"), "{html}");
    }

    #[test]
    fn a_page_that_cannot_be_protected_is_refused() {
        for html in ["<html><head>", "<meta charset", "<meta charset=utf-8><script>", "<meta charset=utf-8><script"] {
            assert!(add_policy(html).is_err(), "{html}");
        }
        let twice = add_policy("<meta charset=utf-8>").unwrap();
        assert!(add_policy(&twice).is_err());
    }
}
