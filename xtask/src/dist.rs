//! The static site in `dist/`, as it is published: the page, the book, the schemas, and what static hosts read.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use sha2::{Digest as _, Sha256};

use crate::project::Project;
use crate::{book, folder, page, process, sizes};

/// Where the site is published, for the `$id` of the schemas. Nobody has registered a name yet, and nobody can register
/// this one (RFC 2606): `--site` gives the real one.
pub(crate) const DEFAULT_SITE: &str = "https://poolwise.example/";

/// What a chat or a social network shows beside a link: `cargo xtask screenshots docs/images social` makes it.
const PICTURE: &str = "docs/images/social.png";

/// The checksums of all other files, as `sha256sum --check` reads them.
pub(crate) const CHECKSUMS: &str = "SHA256SUMS";

/// Headers of every file, beyond what the page's own policy can say. A wiki may show the page in a frame (`?embed`), since
/// nothing in it can be done in the name of its user.
const HEADERS: [(&str, &str); 3] = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    // The engine keeps its name when it changes.
    ("Cache-Control", "no-cache"),
];

/// Writes each file that it is given once more, compressed by brotli and by gzip, as small as they can.
const COMPRESS: &str = "\
    for (const file of process.argv.slice(1)) {
        const text = fs.readFileSync(file);
        const params = { [zlib.constants.BROTLI_PARAM_SIZE_HINT]: text.length };
        fs.writeFileSync(file + '.br', zlib.brotliCompressSync(text, { params }));
        fs.writeFileSync(file + '.gz', zlib.gzipSync(text, { level: 9 }));
    }";

/// What is worth compressing.
const COMPRESSED: [&str; 7] = ["css", "html", "js", "json", "svg", "txt", "wasm"];

/// Builds the site.
///
/// # Errors
///
/// If a part of it cannot be built.
pub(crate) fn build(project: Project, site: &str) -> Result<()> {
    page::build_beside(project, "book/")?;
    sizes::check(project)?;
    let dist = project.dist();
    let book = book::build(project)?;
    folder::copy_all(&book, &dist.join("book"))?;
    add_schemas(&project.path("docs/schema"), &dist.join("schema"), site)?;
    fs::copy(project.path(PICTURE), dist.join("social.png")).context(PICTURE)?;
    let index = fs::read_to_string(dist.join("index.html")).context("dist/index.html")?;
    write(&dist, "index.html", &with_address(&index, site)?)?;
    write(&dist, "_headers", &headers_file())?;
    write(&dist, "vercel.json", &vercel_file())?;
    // GitHub Pages leaves out names that begin with an underscore, unless this file is there.
    write(&dist, ".nojekyll", "")?;

    let names = folder::files_below(&dist)?;
    let compressed = names.iter().filter(|name| folder::has_ending(name, &COMPRESSED));
    let mut node = project.command("node");
    node.current_dir(&dist).args(["--eval", COMPRESS, "--"]).args(compressed);
    process::output(&mut node)?;

    let sums = checksums(&dist)?;
    let hash = hash(sums.as_bytes());
    write(&dist, CHECKSUMS, &sums)?;
    println!("\n{hash}  dist/{CHECKSUMS}, of {} files", sums.lines().count());
    Ok(())
}

/// Builds the site twice, the second time with nothing compiled before and in another folder of cargo, and compares.
///
/// # Errors
///
/// If the bytes differ.
pub(crate) fn build_twice(project: Project, site: &str) -> Result<()> {
    build(project, site)?;
    let sums = project.dist().join(CHECKSUMS);
    let first = fs::read_to_string(&sums).context(CHECKSUMS)?;
    let target = folder::empty(project, "target/dist-again")?;
    let mut again = project.cargo();
    again.args(["run", "--quiet", "--package", "xtask", "--", "dist", "--site", site]);
    process::run(again.env("CARGO_TARGET_DIR", target))?;
    let second = fs::read_to_string(&sums).context(CHECKSUMS)?;
    let differing: Vec<&str> = second.lines().filter(|line| !first.lines().any(|other| other == *line)).collect();
    ensure!(first == second, "these files are not the same when built again:\n{}", differing.join("\n"));
    println!("Both times the same bytes.");
    Ok(())
}

/// The page with its address, for search engines and for what shows a link to it.
fn with_address(html: &str, site: &str) -> Result<String> {
    let end = html.find("</head>").context("dist/index.html has no </head>")?;
    let (before, after) = html.split_at(end);
    Ok(format!(
        "{before}<link rel=canonical href={site}><meta property=og:url content={site}>\
         <meta property=og:image content={site}social.png>{after}"
    ))
}

fn write(dist: &Path, name: &str, text: &str) -> Result<()> {
    fs::write(dist.join(name), text).with_context(|| format!("dist/{name} cannot be written"))
}

/// The schemas, each with its address.
fn add_schemas(from: &Path, to: &Path, site: &str) -> Result<()> {
    ensure!(site.ends_with('/'), "the site's address ends with a /: {site}");
    fs::create_dir_all(to).context("dist/schema")?;
    for name in folder::files(from)? {
        let text = fs::read_to_string(from.join(&name)).with_context(|| name.clone())?;
        let rest = text.strip_prefix("{\n").with_context(|| format!("{name} is no object"))?;
        let text = format!("{{\n  \"$id\": \"{site}schema/{name}\",\n{rest}");
        fs::write(to.join(&name), text).with_context(|| name.clone())?;
    }
    Ok(())
}

/// What Netlify and Cloudflare Pages read.
fn headers_file() -> String {
    HEADERS.iter().fold("/*\n".to_owned(), |text, (name, value)| format!("{text}  {name}: {value}\n"))
}

/// What Vercel reads.
fn vercel_file() -> String {
    let headers = HEADERS.map(|(key, value)| format!("        {{ \"key\": \"{key}\", \"value\": \"{value}\" }}"));
    format!(
        "{{\n  \"headers\": [\n    {{\n      \"source\": \"/(.*)\",\n      \"headers\": [\n{}\n      ]\n    }}\n  ]\n}}\n",
        headers.join(",\n")
    )
}

/// A line per file of a folder, as `sha256sum` prints them.
///
/// # Errors
///
/// If a file cannot be read.
pub(crate) fn checksums(dist: &Path) -> Result<String> {
    let mut sums = String::new();
    for name in folder::files_below(dist)?.iter().filter(|name| *name != CHECKSUMS) {
        let bytes = fs::read(dist.join(name)).with_context(|| name.clone())?;
        sums.extend([&hash(&bytes), "  ", name, "\n"]);
    }
    Ok(sums)
}

/// The SHA-256 of bytes, in hexadecimal digits.
pub(crate) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_files_have_every_header() {
        for (name, value) in HEADERS {
            assert!(headers_file().contains(&format!("\n  {name}: {value}\n")));
            assert!(vercel_file().contains(&format!("{{ \"key\": \"{name}\", \"value\": \"{value}\" }}")));
        }
    }

    #[test]
    fn schemas_get_their_address() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::create_dir(&from).unwrap();
        fs::write(from.join("a.json"), "{\n  \"type\": \"object\"\n}\n").unwrap();
        add_schemas(&from, &to, "https://a.example/").unwrap();
        let text = fs::read_to_string(to.join("a.json")).unwrap();
        assert_eq!(text, "{\n  \"$id\": \"https://a.example/schema/a.json\",\n  \"type\": \"object\"\n}\n");
        assert!(add_schemas(&from, &to, "https://a.example").is_err());
    }

    #[test]
    fn the_page_has_its_address() {
        let html = with_address("<head><title>a</title></head><body>", "https://a.example/").unwrap();
        assert!(html.contains("<link rel=canonical href=https://a.example/><meta property=og:url"), "{html}");
        assert!(html.ends_with("social.png></head><body>"), "{html}");
        assert!(with_address("<p>", "https://a.example/").is_err());
    }

    #[test]
    fn checksums_are_those_of_sha256sum() {
        assert_eq!(hash(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
