package seeds

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // the driver that sql.Open knows as sqlite
)

// SQL is a file of statements for the service's database.
type SQL struct {
	File   string
	Driver string // one of Drivers
	DSN    string // where the database is, as the driver writes it; a secret
	Base   string // the folder that the relative path of an SQLite database starts from
}

// Drivers are the databases that seeds can be put into.
var Drivers = []string{"sqlite", "postgres", "mysql"}

// patience is how long a database may take to answer at all.
const patience = 20 * time.Second

func (s *SQL) run(ctx context.Context) error {
	text, err := readFile(s.File)
	if err != nil {
		return fmt.Errorf("sql: %w", err)
	}
	db, secrets, err := s.open()
	if err != nil {
		return fmt.Errorf("sql %s: %w", s.File, err)
	}
	defer func() { _ = db.Close() }() // what was to be written is written, or an error was returned
	db.SetMaxOpenConns(1)
	if err := s.greet(ctx, db); err != nil {
		return fmt.Errorf("sql %s: %s; check dsn, and that the database runs", s.File, away(err))
	}
	if _, err := db.ExecContext(ctx, string(text)); err != nil {
		said := strings.Join(strings.Fields(mask(err.Error(), secrets...)), " ")
		return fmt.Errorf("sql %s: %s; correct the statement, and write it so that it can run again", position(s.File, text, err), said)
	}
	return nil
}

// open makes a handle for a database, and lists what errors must not show. It connects to nothing yet.
func (s *SQL) open() (*sql.DB, []string, error) {
	switch s.Driver {
	case "postgres":
		cfg, err := pgx.ParseConfig(s.DSN)
		if err != nil { // its text repeats parts of the DSN
			return nil, nil, errors.New("dsn is none of PostgreSQL; write it like postgres://user:password@127.0.0.1:5432/database")
		}
		return stdlib.OpenDB(*cfg), []string{s.DSN, cfg.Password}, nil
	case "mysql":
		cfg, err := mysql.ParseDSN(s.DSN)
		if err != nil {
			return nil, nil, errors.New("dsn is none of MySQL; write it like user:password@tcp(127.0.0.1:3306)/database")
		}
		cfg.MultiStatements, cfg.Logger = true, &mysql.NopLogger{}
		connector, err := mysql.NewConnector(cfg)
		if err != nil {
			return nil, nil, errors.New("dsn is none of MySQL; write it like user:password@tcp(127.0.0.1:3306)/database")
		}
		return sql.OpenDB(connector), []string{s.DSN, cfg.Passwd}, nil
	case "sqlite":
		dsn, err := s.database()
		if err != nil {
			return nil, nil, err
		}
		db, err := sql.Open("sqlite", dsn)
		if err != nil {
			return nil, nil, errors.New("dsn is none of SQLite; write it as the path of the database")
		}
		return db, []string{s.DSN, dsn}, nil
	}
	return nil, nil, fmt.Errorf("driver %q is unknown; use %s", s.Driver, strings.Join(Drivers, ", "))
}

// database finds the file of an SQLite database. SQLite would make a missing one, and the service would never see it.
func (s *SQL) database() (string, error) {
	path := s.DSN
	if strings.HasPrefix(path, "file:") || path == ":memory:" {
		return path, nil
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(s.Base, path)
	}
	file, _, _ := strings.Cut(path, "?")
	if info, err := os.Stat(file); err != nil || info.IsDir() {
		return "", errors.New("the database that dsn names is no file; let the service make it first, or correct dsn")
	}
	return path, nil
}

// greet finds out whether the database can be reached. A SQLite database may be locked by the service for a moment.
func (s *SQL) greet(ctx context.Context, db *sql.DB) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if s.Driver == "sqlite" {
		_, err := db.ExecContext(ctx, "PRAGMA busy_timeout = 5000")
		return err
	}
	return db.PingContext(ctx)
}

// away says why a database cannot be reached. The texts of drivers repeat parts of the DSN, so none is passed on.
func away(err error) string {
	var unknown *net.DNSError
	var slow net.Error
	var pg *pgconn.PgError
	var my *mysql.MySQLError
	switch {
	case errors.As(err, &pg):
		return "the database refuses the connection with SQLSTATE " + pg.Code
	case errors.As(err, &my):
		return fmt.Sprintf("the database refuses the connection with error %d", my.Number)
	case errors.As(err, &unknown):
		return "the host name in dsn does not resolve"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nobody listens where dsn points to"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &slow) && slow.Timeout():
		return "the database does not answer"
	}
	return "the database cannot be opened"
}

// position adds the line to a file's name, where the database tells it.
func position(file string, text []byte, err error) string {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Position <= 0 {
		return file
	}
	line, at := 1, int32(0)
	for _, r := range string(text) { // positions count characters
		if at++; at >= pg.Position {
			break
		}
		if r == '\n' {
			line++
		}
	}
	return fmt.Sprintf("%s:%d", file, line)
}
