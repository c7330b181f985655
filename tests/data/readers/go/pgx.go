// Package pgx has what the written file uses of github.com/jackc/pgx/v5, with the types that its documentation gives.
package pgx

// QueryExecMode is how a query runs.
type QueryExecMode int32

// QueryExecModeExec prepares nothing that outlives the query.
const QueryExecModeExec QueryExecMode = 4
