// Prints what each written file sets, one line of JSON per pool.
package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"time"

	// <imports>
)

// nowhere is a driver that remembers how long a caller would have waited.
type nowhere struct{ waits time.Duration }

func (n *nowhere) Connect(ctx context.Context) (driver.Conn, error) {
	deadline, _ := ctx.Deadline()
	n.waits = time.Until(deadline)
	return nil, errors.New("no connection")
}

func (n *nowhere) Driver() driver.Driver { return nil }

func ms(d time.Duration) int64 { return int64((d + time.Millisecond - 1) / time.Millisecond) }

func show(values map[string]any) {
	if err := json.NewEncoder(os.Stdout).Encode(values); err != nil {
		panic(err)
	}
}

func showPgxpool(newPool func(context.Context) (*pgxpool.Pool, error), acquire func(context.Context, *pgxpool.Pool) (*pgxpool.Conn, error)) {
	pool, err := newPool(context.Background())
	if err != nil {
		panic(err)
	}
	_, _ = acquire(context.Background(), pool)
	config := pool.Config()
	show(map[string]any{
		"max": config.MaxConns, "min": config.MinConns, "lifetime_ms": ms(config.MaxConnLifetime),
		"connect_ms": ms(config.ConnConfig.ConnectTimeout), "parameters": config.ConnConfig.RuntimeParams,
		"wait_ms": ms(pool.Waits),
	})
}

func showSQL(configure func(*sql.DB), conn func(context.Context, *sql.DB) (*sql.Conn, error)) {
	connector := &nowhere{}
	db := sql.OpenDB(connector)
	configure(db)
	_, _ = conn(context.Background(), db)
	fields := reflect.ValueOf(db).Elem()
	show(map[string]any{
		"max": db.Stats().MaxOpenConnections, "min": fields.FieldByName("maxIdleCount").Int(),
		"lifetime_ms": ms(time.Duration(fields.FieldByName("maxLifetime").Int())), "wait_ms": ms(connector.waits),
	})
}

func main() {
	// <calls>
}
