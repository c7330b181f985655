//! asyncpg's timeout of `pool.acquire()`, which has no words: only the frames of its traceback show whose it is.

use super::{record::Record, signature::Signature};

/// The error that such a traceback ends with.
pub(super) static ACQUIRE: Signature = Signature::pool("asyncpg", "", &[]);

/// What the frames of the current event show.
#[derive(Default)]
pub(super) struct AcquireFrames {
    /// Whether the last frame in asyncpg waits for a connection of the pool.
    in_acquire: bool,
    /// Whether a connection was being opened, which may have taken too long.
    connects: bool,
}

/// The functions of asyncpg's pool that wait for a connection, as frames end with them.
const WAITING: [&str; 4] = ["in acquire", "in _acquire", "in _acquire_impl", "in __aenter__"];

/// The exceptions that a timeout of asyncio ends with.
const TIMEOUTS: [&str; 4] = [
    "TimeoutError",
    "asyncio.exceptions.TimeoutError",
    "asyncio.TimeoutError",
    "concurrent.futures._base.TimeoutError",
];

impl AcquireFrames {
    /// Takes the next line, and says whether it is the timeout. `is_linked` is whether it follows from the error above.
    pub(super) fn take(&mut self, record: &Record<'_>, is_linked: bool) -> bool {
        if record.is_traceback() {
            self.in_acquire = false;
            self.connects &= is_linked;
            return false;
        }
        let text = record.bare().trim_end();
        if text.starts_with("File \"") {
            let path = text.split("\", line ").next().unwrap_or_default().replace('\\', "/");
            if path.ends_with("/asyncpg/pool.py") {
                self.in_acquire = WAITING.iter().any(|end| text.ends_with(end));
            } else if path.contains("/asyncpg/") {
                self.in_acquire = false;
                self.connects |= path.ends_with("/connect_utils.py");
            }
            return false;
        }
        let is_timeout = TIMEOUTS.contains(&text.trim_end_matches([':', ' ']));
        is_timeout && std::mem::take(&mut self.in_acquire) && !self.connects
    }
}

#[cfg(test)]
mod tests {
    use crate::read::read;

    /// The errors of a traceback with these frames, as file and function, that ends with `last`.
    fn check(frames: &[(&str, &str)], last: &str, expected: &[(&str, &str)]) {
        let frame = |(file, function): &(&str, &str)| {
            format!("  File \"/srv/lib/python3.12/site-packages/{file}\", line 12, in {function}\n    await it\n")
        };
        let frames: String = frames.iter().map(frame).collect();
        let text = format!("Traceback (most recent call last):\n{frames}{last}\n");
        let reading = read(&text, None);
        let found: Vec<_> = reading.errors.iter().map(|error| (error.class.name(), error.library)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn recognizes_timeout_of_acquire_by_its_frames() {
        let wait_for = ("asyncio/tasks.py", "wait_for");
        let acquire = [("app/main.py", "get"), ("asyncpg/pool.py", "_acquire"), wait_for];
        let exhausted = [("app_pool_exhausted", "asyncpg")];
        check(&acquire, "TimeoutError", &exhausted);
        check(&acquire, "asyncio.exceptions.TimeoutError", &exhausted);
        check(
            &[("asyncpg/pool.py", "fetch"), ("asyncpg/pool.py", "__aenter__"), acquire[1]],
            "TimeoutError",
            &exhausted,
        );
        // A statement that takes too long, a server that cannot be reached, and a timeout of the application.
        check(&[("asyncpg/pool.py", "fetch"), ("asyncpg/connection.py", "fetch")], "TimeoutError", &[]);
        check(&[acquire[1], ("asyncpg/connect_utils.py", "_connect_addr"), acquire[1]], "TimeoutError", &[]);
        check(&[("app/main.py", "acquire"), wait_for], "TimeoutError", &[]);
        check(&acquire, "ValueError: x", &[]);
    }
}
