//! The examples at the end of each help text.

pub(super) const ALL: &str = "\
Examples:
  poolwise plan poolwise.toml
  poolwise plan --env .env --set 'services[0].instances=6'
  poolwise check poolwise.toml --format github
  poolwise write poolwise.toml --to env --merge .env -o .env

A scenario in five lines:
  [[services]]
  instances = 4
  workers = 2
  pool = { size = 5, overflow = 10 }
  traffic = [{ rate_per_s = 120, hold_ms = { mean = 50 } }]";

pub(super) const PLAN: &str = "\
Examples:
  poolwise plan poolwise.toml
  poolwise plan --env .env --set 'services[0].instances=6'
  poolwise plan poolwise.toml --set 'services[0].surge=25%' --format json
  poolwise plan poolwise.toml --catalog neon=1 --catalog hikaricp
  kubectl get configmap pool -o jsonpath='{.data.scenario}' | poolwise plan";

pub(super) const COMPARE: &str = "\
With one scenario, its current and its advised settings are compared. With
several, the current settings of each and the advised ones of the first;
--catalog, --env and --set apply to the first, and its targets judge them all.

Examples:
  poolwise compare poolwise.toml
  poolwise compare poolwise.toml smaller.toml pgbouncer.toml
  poolwise compare now=poolwise.toml next=new/poolwise.toml --service api
  poolwise compare poolwise.toml smaller.toml --format json | jq .best";

pub(super) const CHECK: &str = "\
Exit codes: 0 without errors, 1 if a finding is an error (with --deny warnings
also a warning), 2 if the input cannot be used or has no services.

A folder is searched for poolwise.toml, poolwise.json and files whose names end
in .poolwise.toml or .poolwise.json, also below it. Of several files one may
have each of database, pooler, targets and rules.

Examples:
  poolwise check
  poolwise check poolwise.toml --deny warnings --ignore PW010
  poolwise check deploy/ services/api/poolwise.toml
  poolwise check --fix --diff
  poolwise check poolwise.toml --env .env --format github
  poolwise check poolwise.toml --format sarif > poolwise.sarif";

pub(super) const READ: &str = "\
Kinds: env, snippet (Python), error_log, pool_state, psql, metrics, config, link.

Examples:
  poolwise read .env
  poolwise read < error.log
  psql -At -c \"$(poolwise query)\" | poolwise read
  tail -n 1000 app.log | poolwise read --scenario poolwise.toml
  ssh web1 cat /etc/app.env | poolwise read --kind env --format json";

pub(super) const QUERY: &str = "\
The query reads settings and numbers of connections, no query texts and no
addresses. Any role may run it, on PostgreSQL 12 and later.

Examples:
  psql -At -c \"$(poolwise query)\"
  psql -At -c \"$(poolwise query)\" | poolwise read";

pub(super) const SIMULATE: &str = "\
Examples:
  poolwise simulate poolwise.toml
  poolwise simulate poolwise.toml --horizon 600 --replications 20 --advised
  poolwise simulate poolwise.toml --format json | jq '.services[0].series'

Each run starts with an empty pool, as a new process does. A burst comes at the
start of each of its periods.";

pub(super) const WRITE: &str = "\
Examples:
  poolwise write poolwise.toml --to env > pool.env
  poolwise write poolwise.toml --to env --merge .env --diff
  poolwise write poolwise.toml --to env --merge .env -o .env
  poolwise write poolwise.toml --to env --service jobs";

pub(super) const QUEUE: &str = "\
Examples:
  poolwise queue --servers 12 --load 10 --hold-ms 50
  poolwise queue --servers 15 --load 10 --hold-ms 50 --format json

200 requests per second that each hold a connection for 50 ms are 200 × 0.05 =
10 erlangs: on average ten busy connections if no request had to wait.";

pub(super) const CATALOG: &str = "\
Examples:
  poolwise catalog
  poolwise catalog neon --size 1
  poolwise catalog supabase --size micro --format json
  poolwise plan poolwise.toml --catalog neon=1

An entry sets fields that the scenario does not set; --env and --set come later.";

pub(super) const EXPLAIN: &str = "\
Examples:
  poolwise explain PW001
  poolwise explain over-budget
  poolwise explain PD002
  poolwise explain";

pub(super) const COMPLETIONS: &str = "\
Examples:
  poolwise completions bash > /etc/bash_completion.d/poolwise
  poolwise completions zsh > ~/.zfunc/_poolwise
  poolwise completions fish > ~/.config/fish/completions/poolwise.fish";

pub(super) const MAN: &str = "\
Examples:
  poolwise man | man -l -
  poolwise man --dir /usr/local/share/man/man1";

pub(super) const INIT: &str = "\
Read are .env files, Python, compose files, manifests of Kubernetes and values
of Helm, Procfiles, Dockerfiles and CI. Of two files that set one field the one
that is nearer to production counts, and the other is in the comment. Numbers,
switches and words of fixed lists are written, and nothing else of the files.

Examples:
  poolwise init
  poolwise init services/api
  poolwise init --output - | less";
