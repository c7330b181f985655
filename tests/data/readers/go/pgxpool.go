// Package pgxpool has what the written file uses of github.com/jackc/pgx/v5/pgxpool, with the types that its
// documentation gives: the package itself is in no registry that the tests may use.
package pgxpool

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

// ConnConfig is pgx.ConnConfig, which embeds these fields.
type ConnConfig struct {
	ConnectTimeout       time.Duration
	DefaultQueryExecMode pgx.QueryExecMode
	RuntimeParams        map[string]string
}

// Config is what ParseConfig makes of a URL.
type Config struct {
	ConnConfig      *ConnConfig
	MaxConnIdleTime time.Duration
	MaxConnLifetime time.Duration
	MaxConns        int32
	MinConns        int32
}

// Pool remembers how long the last Acquire would have waited.
type Pool struct {
	config *Config
	Waits  time.Duration
}

// Conn is a connection.
type Conn struct{}

// ParseConfig reads no URL here.
func ParseConfig(connString string) (*Config, error) {
	if connString == "" {
		return nil, errors.New("no URL")
	}
	return &Config{ConnConfig: &ConnConfig{RuntimeParams: map[string]string{}}}, nil
}

// NewWithConfig connects to nothing here.
func NewWithConfig(ctx context.Context, config *Config) (*Pool, error) {
	return &Pool{config: config}, ctx.Err()
}

// Config is what the pool was made with.
func (p *Pool) Config() *Config { return p.config }

// Acquire finds no connection.
func (p *Pool) Acquire(ctx context.Context) (*Conn, error) {
	deadline, _ := ctx.Deadline()
	p.Waits = time.Until(deadline)
	return nil, errors.New("no connection")
}
