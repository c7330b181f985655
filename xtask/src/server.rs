//! A server for the built page: files of one folder, on this machine only.

use std::ffi::OsStr;
use std::io::Cursor;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Component, Path, PathBuf};
use std::{fs, io, thread};

use anyhow::{Result, anyhow};
use tiny_http::{Header, Method, Request, Response};

/// The answer to a request, held in memory: the largest file is a few hundred kilobytes.
type Answer = Response<Cursor<Vec<u8>>>;

/// How many requests are answered at once. A browser asks for six files of a site at a time.
const THREADS: usize = 6;

/// A server that accepts connections. It answers them while [`run`](Self::run) or [`during`](Self::during) does.
pub(crate) struct Server {
    http: tiny_http::Server,
    address: SocketAddr,
    folder: PathBuf,
}

impl Server {
    /// Listens on a port of 127.0.0.1; port 0 stands for any that is free.
    ///
    /// # Errors
    ///
    /// Where the port is taken or not allowed.
    pub(crate) fn bind(folder: PathBuf, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let address = listener.local_addr()?;
        let http = tiny_http::Server::from_listener(listener, None).map_err(io::Error::other)?;
        Ok(Self { http, address, folder })
    }

    /// The address of the page.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Answers requests until the program ends, several at a time: a browser that stops reading holds up its own alone.
    pub(crate) fn run(&self) {
        let answer_some = || {
            for request in self.http.incoming_requests() {
                let answer = self.answer(&request);
                // A browser that went away meanwhile is no fault of ours.
                let _ = request.respond(answer);
            }
        };
        thread::scope(|scope| (0..THREADS).for_each(|_| drop(scope.spawn(answer_some))));
    }

    /// Answers requests while `work` runs.
    ///
    /// # Errors
    ///
    /// Those of `work`.
    pub(crate) fn during<T: Send>(&self, work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
        thread::scope(|scope| {
            let server = scope.spawn(|| self.run());
            let result = scope.spawn(work).join();
            // Also after a panic: the scope waits for the server.
            (0..THREADS).for_each(|_| self.http.unblock());
            let _ = server.join();
            result.unwrap_or_else(|_| Err(anyhow!("the work that needed the page panicked")))
        })
    }

    fn answer(&self, request: &Request) -> Answer {
        if !matches!(request.method(), Method::Get | Method::Head) {
            return plain(405, "Method not allowed\n");
        }
        let file = requested_file(request.url()).map(|file| self.folder.join(file));
        match file.and_then(|file| Some((fs::read(&file).ok()?, media_type(&file)))) {
            Some((content, media_type)) => with_headers(Response::from_data(content), media_type),
            None => plain(404, "Not found\n"),
        }
    }
}

fn plain(status: u16, text: &str) -> Answer {
    with_headers(Response::from_string(text).with_status_code(status), "text/plain; charset=utf-8")
}

fn with_headers(answer: Answer, media_type: &str) -> Answer {
    // no-store: after a new build, a reload must show it.
    let headers = [("Content-Type", media_type), ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")];
    // The length is known; announced, it lets the browser show how far a download is.
    let answer = answer.with_chunked_threshold(usize::MAX);
    headers
        .into_iter()
        .filter_map(|(name, value)| Header::from_bytes(name, value).ok())
        .fold(answer, Response::with_header)
}

/// The file that a URL names, relative to the served folder. Names are taken as they stand, without decoding, and
/// nothing but plain names is let through, so no URL leads out of the folder.
fn requested_file(url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.strip_prefix('/')?;
    let index = if path.is_empty() || path.ends_with('/') { "index.html" } else { "" };
    let file = PathBuf::from(format!("{path}{index}"));
    file.components().all(|part| matches!(part, Component::Normal(_))).then_some(file)
}

/// The media type of a file. A browser compiles WebAssembly while it loads only under its own type.
fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(OsStr::to_str) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;

    use super::*;

    /// The whole answer to a request, as it comes over the wire from a server of this package's `src` folder.
    fn response(request: &str) -> String {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let server = Server::bind(folder, 0).unwrap();
        server
            .during(|| {
                let mut stream = TcpStream::connect(server.address)?;
                write!(stream, "{request} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
                let mut answer = String::new();
                stream.read_to_string(&mut answer)?;
                Ok(answer)
            })
            .unwrap()
    }

    #[test]
    fn a_file_is_served_and_never_cached() {
        let answer = response("GET /main.rs?v=1");
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        assert!(answer.contains("Cache-Control: no-store\r\n"), "{answer}");
        assert!(answer.contains(include_str!("main.rs")), "{answer}");
    }

    #[test]
    fn nothing_outside_the_folder_is_served() {
        for path in ["/../Cargo.toml", "/%2e%2e/Cargo.toml", "//etc/passwd", "/..%2fCargo.toml", "/a/../../Cargo.toml"]
        {
            let answer = response(&format!("GET {path}"));
            assert!(answer.starts_with("HTTP/1.1 404 "), "{path}: {answer}");
            assert!(answer.ends_with("Not found\n"), "{path}: {answer}");
        }
    }

    #[test]
    fn what_is_missing_or_a_folder_or_a_post_is_refused() {
        assert!(response("GET /").starts_with("HTTP/1.1 404 "));
        assert!(response("GET /none.html").starts_with("HTTP/1.1 404 "));
        assert!(response("POST /main.rs").starts_with("HTTP/1.1 405 "));
    }

    #[test]
    fn a_folder_stands_for_its_index() {
        assert_eq!(requested_file("/"), Some("index.html".into()));
        assert_eq!(requested_file("/book/#top"), Some("book/index.html".into()));
        assert_eq!(requested_file("no-slash"), None);
    }

    #[test]
    fn the_files_of_the_page_have_their_types() {
        let types = ["a_bg.wasm", "a.js", "a.css", "index.html", "a.bin"].map(|name| media_type(Path::new(name)));
        let [wasm, script, style, page, other] = types;
        assert_eq!(wasm, "application/wasm");
        assert!(script.starts_with("text/javascript") && style.starts_with("text/css"));
        assert!(page.starts_with("text/html"));
        assert_eq!(other, "application/octet-stream");
    }
}
