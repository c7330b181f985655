//! `poolwise query`: the query whose answer `poolwise read` understands.

use crate::{
    args::{Format, QueryArguments},
    failure::Failure,
    output::Output,
};
use poolwise::read::QUERY;
use serde_json::json;

pub(crate) fn run(arguments: &QueryArguments) -> Result<Output, Failure> {
    match arguments.format {
        Format::Json => Output::json(&json!({ "query": QUERY })),
        Format::Text => Ok(Output::styled(QUERY.to_owned())),
    }
}
