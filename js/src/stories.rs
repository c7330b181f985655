//! Stories to start from: what happened to others, with their numbers.

use crate::link;
use poolwise_view::Story;

/// What a story is made of.
struct Outline {
    title: &'static str,
    /// What happened, and where that was reported.
    happened: &'static str,
    /// What the advice would have been.
    outcome: &'static str,
    paste: &'static str,
    /// The fields, as the fragment of an address.
    fields: &'static str,
}

const STORIES: [Outline; 7] = [
    Outline {
        title: "Pool exhausted at 48 of 50",
        happened: "An API logs QueuePool timeouts at peak hours. The pool holds 20 + 30 connections, and 48 are checked \
                   out. The first idea is a bigger pool.",
        outcome: "900 requests per second that hold a connection for 60 ms keep 54 busy, more than the pool has. First see \
                  why they are held so long: at 40 ms the same pool carries them. If they have to be, the advised 82 \
                  connections carry them.",
        paste: "sqlalchemy.exc.TimeoutError: QueuePool limit of size 20 overflow 30 reached, connection timed out, timeout \
                30.00\n\nPool size: 20  Connections in pool: 2 Current Overflow: 28 Current Checked out connections: 48\n",
        fields: "v1&service=api&rate_per_s=900&hold_ms.mean=60",
    },
    Outline {
        title: "Too many clients after a deploy",
        happened: "A public report: six pods with pools of 25 against max_connections = 200. At rest 150 fit. A rolling \
                   update starts two more pods, and the last of them meets \"too many clients already\".",
        outcome: "Each pod has 1.5 connections busy. Pools of 4 bear half as much traffic again and the loss of two pods, \
                  and eight pods take 32 connections.",
        paste: "FATAL:  sorry, too many clients already\n",
        fields: "v1&service=api&rate_per_s=300&hold_ms.mean=30&pool.size=25&pool.overflow=0&instances=6&surge=25%25\
                 &database.max_connections=200",
    },
    Outline {
        title: "Streams that hold sessions",
        happened: "Public reports of services that stream answers: each open stream keeps its session until it ends. With \
                   1 + 10 connections, the twelfth request of any kind timed out.",
        outcome: "Close the session before the stream begins. A larger pool only allows more streams: the advised 30 \
                  connections are for twelve of them, and the thirty-first stops everything again.",
        paste: "",
        fields: "v1&service=chat&open_streams=12&hold_ms.mean=30000&pool.size=1&pool.overflow=10",
    },
    Outline {
        title: "Serverless functions hold idle connections",
        happened: "A public report: 200 slots, functions with pools of 10 whose idle connections stay for 30 s, and 940 \
                   errors per hour.",
        outcome: "An instance that handles one invocation at a time uses one connection: pools of 1, or a pooler in front.",
        paste: "",
        fields: "v1&service=functions&kind=function&duration_ms=400&idle_s=30&rate_per_s=60&hold_ms.mean=120&pool.size=10&pool.overflow=0\
                 &database.max_connections=200",
    },
    Outline {
        title: "Writes fail after a failover",
        happened: "A public report: after a failover the pool went on with connections to the former primary. Pre-ping \
                   found them alive, and for three days every write failed.",
        outcome: "Replace connections after a finite time and treat SQLSTATE 25006 as a lost connection. The size of the \
                  pool was never the problem.",
        paste: "ERROR:  cannot execute INSERT in a read-only transaction\n",
        fields: "v1&service=api&rate_per_s=100&hold_ms.mean=30&pool.size=6&pool.overflow=4&pool.pre_ping=true&instances=2\
                 &database.fails_over=true",
    },
    Outline {
        title: "A new service",
        happened: "Nothing has happened yet: 50 requests per second, 20 ms each, SQLAlchemy's default pool, and a PostgreSQL \
                   server with its default of 100 connections.",
        outcome: "The size of the default pool is enough, and needs no tuning before traffic is measured. Only a shorter \
                  timeout and pre-ping are advised.",
        paste: "",
        fields: "v1&service=shop&rate_per_s=50&hold_ms.mean=20&pool.size=5&pool.overflow=10&database.max_connections=100",
    },
    Outline {
        title: "Ten services on one database",
        happened: "Each team kept the default pool of 5 + 10 and runs two instances: 300 connections may be opened, and the \
                   server admits 97.",
        outcome: "Most of the pools are nearly empty. Sized by their traffic, all ten fit.",
        paste: "",
        fields: "v1&service=accounts&rate_per_s=120&hold_ms.mean=15&instances=2&service=billing&rate_per_s=20&hold_ms.mean=40\
                 &instances=2&service=catalog&rate_per_s=200&hold_ms.mean=10&instances=2&service=checkout&rate_per_s=40\
                 &hold_ms.mean=50&instances=2&service=emails&kind=job&rate_per_s=5&hold_ms.mean=30&instances=2\
                 &service=inventory&rate_per_s=60&hold_ms.mean=20&instances=2&service=reports&kind=job&rate_per_s=1\
                 &hold_ms.mean=800&instances=2&service=reviews&rate_per_s=30&hold_ms.mean=15&instances=2&service=search\
                 &rate_per_s=80&hold_ms.mean=12&instances=2&service=shipping&rate_per_s=15&hold_ms.mean=35&instances=2\
                 &database.max_connections=100",
    },
];

/// All stories, in the order of the page.
#[must_use]
pub fn stories() -> Vec<Story> {
    let story = |outline: &Outline| Story {
        title: outline.title.to_owned(),
        happened: outline.happened.to_owned(),
        outcome: outline.outcome.to_owned(),
        paste: outline.paste.to_owned(),
        fields: link::open(outline.fields),
    };
    STORIES.iter().map(story).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Engine;
    use poolwise_view::{Entries, Input, ServiceInput, Typed};

    /// The headline for a story, and the connections at rest as advised.
    fn check(title: &str, headline: &str, advised: u64) {
        let story = stories().into_iter().find(|story| story.title == title).unwrap();
        assert_eq!(story.fields.problems, Vec::<String>::new(), "{title}");
        let typed = |fields: &[(String, String)]| Entries {
            typed: fields
                .iter()
                .map(|(path, text)| Typed { path: path.clone(), text: Some(text.clone()), paste: 1, order: 1 })
                .collect(),
            ..Entries::default()
        };
        let service = |one: &poolwise_view::OpenedService| ServiceInput {
            name: one.name.clone(),
            entries: typed(&one.fields),
            ..ServiceInput::default()
        };
        let mut input = Input {
            services: story.fields.services.iter().map(service).collect(),
            shared: typed(&story.fields.shared),
            kept: Vec::new(),
        };
        input.services[0].paste = 1;
        let mut engine = Engine::default();
        engine.keep_text(1, &story.paste);
        let (plan, view) = engine.ask(&input, 0, "env").best();
        assert!(view.verdict.headline.contains(headline), "{title}: {}", view.verdict.headline);
        assert_eq!(plan.budget.advised.at_rest, Some(advised), "{title}");
    }

    #[test]
    fn stories_end_as_their_outcome_says() {
        check("Pool exhausted at 48 of 50", "Saturated", 82);
        check("Too many clients after a deploy", "PostgreSQL refuses connections", 24);
        check("Streams that hold sessions", "time out", 30);
        check("Serverless functions hold idle connections", "Over budget by 43", 24);
        check("Writes fail after a failover", "Writes reach a server that only reads", 20);
        check("A new service", "Fits", 15);
        check("Ten services on one database", "Over budget by 203", 82);
    }
}
