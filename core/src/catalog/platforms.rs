//! Serverless platforms: the requests that one of their instances serves at once, and a pool for it.

use super::{
    CatalogKind, Entry, Provenance,
    entry::Sets,
    fields::Constant::{self, Number, Word},
};

const FUNCTION: (&str, Constant) = ("services[0].kind", Word("function"));
const NO_OVERFLOW: (&str, Constant) = ("services[0].pool.overflow", Number(0.0));

const ADVICE: &str = "The pool is advice and no default: 1 to 3 connections, closed after seconds, a pooler in front.";

const fn platform(id: &'static str, name: &'static str, sets: Sets) -> Entry {
    Entry {
        id,
        name,
        kind: CatalogKind::Platform,
        provenance: Provenance::Documented,
        dated: "2026-11",
        source: "",
        url: "",
        rule: "its concurrency, and a small pool, since every instance has one",
        notes: &[],
        sets,
        also: &[],
    }
}

pub(super) static ALL: [Entry; 3] = [
    Entry {
        source: "AWS Lambda Developer Guide, Understanding Lambda function scaling",
        url: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html",
        notes: &[
            ADVICE,
            "An environment of an event function serves one request at a time, so one connection is enough. A web function \
             serves several: set services[0].concurrency then.",
            "How long an idle environment stays is not known here: set services[0].idle_s if you know.",
        ],
        ..platform(
            "lambda",
            "AWS Lambda",
            Sets::Fixed(&[
                FUNCTION,
                ("services[0].concurrency", Number(1.0)),
                ("services[0].pool.size", Number(1.0)),
                NO_OVERFLOW,
            ]),
        )
    },
    Entry {
        source: "Google Cloud, Maximum concurrent requests for services",
        url: "https://cloud.google.com/run/docs/about-concurrency",
        notes: &[
            ADVICE,
            "80 is the default of the console; the default of gcloud and Terraform is 80 times the vCPUs.",
            "How long an idle instance stays is not known here: set services[0].idle_s if you know.",
        ],
        ..platform(
            "cloud-run",
            "Cloud Run",
            Sets::Fixed(&[
                FUNCTION,
                ("services[0].concurrency", Number(80.0)),
                ("services[0].pool.size", Number(3.0)),
                NO_OVERFLOW,
            ]),
        )
    },
    Entry {
        provenance: Provenance::SecondHand,
        source: "Prisma, Connection terminated unexpectedly: Vercel suggests an idle timeout of about 5 s",
        url: "https://www.prisma.io/postgres/connection-terminated-unexpectedly",
        rule: "connections that are closed after 5 s, and a small pool, since every instance has one",
        notes: &[
            ADVICE,
            "A suspended instance does not count idle time: attachDatabasePool closes its idle connections before.",
            "The number of requests that an instance serves at once is not known here: set services[0].concurrency if you \
             know.",
        ],
        ..platform(
            "vercel",
            "Vercel Fluid",
            Sets::Fixed(&[
                FUNCTION,
                ("services[0].idle_s", Number(5.0)),
                ("services[0].pool.size", Number(3.0)),
                NO_OVERFLOW,
            ]),
        )
    },
];
