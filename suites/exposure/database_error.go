package exposure

import (
	"regexp"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

// DatabaseError finds the error texts of databases and their drivers in answers.
var DatabaseError = &harness.Check{
	ID: "exposure.database-error",
	Doc: `No answer holds the error text of a database or its driver.

The text names tables, columns, constraints and the product, and shows that input reaches the database; it turns a guess
at an injection into a dialogue.

Judged on every answer of any status, in the body and in each header, by the forms of PostgreSQL, MySQL and MariaDB,
SQLite, Oracle, SQL Server, DB2, MongoDB and the common drivers and mappers, not by words such as "database error".

Ignored: text that the request itself sent and the service echoes; text that the contract shows as an example of the
answer; an answer with a stack trace, which exposure.stack-trace reports and which may hold such a text on top.`,
	Severity: harness.Medium,
	Security: true,
	CWE:      []int{209, 497},
	OWASP:    []string{"API8:2023"},
	Rules:    []string{"RFC 9457 5", "OWASP API8:2023"},
	Judge:    judgeDatabaseError,
}

func judgeDatabaseError(p *harness.Pass) {
	for _, x := range p.Trace {
		if !x.Answered() || x.Response.Truncated || x.Operation != p.Operation {
			continue
		}
		p.Kept()
		for _, s := range texts(x) {
			product, text := driverError(x, s.text)
			if product == "" {
				continue
			}
			if language, _ := trace(x, s.text); language != "" {
				continue
			}
			p.Report(harness.Break{
				Exchange: x,
				Site:     s.site,
				Message:  "the " + answer.Status(x) + " answer holds a database's error text (" + product + ")",
				Promised: "no error text of the database",
				Got:      answer.Shorten(text),
			})
		}
	}
}

// dialect is the form of one product's error texts.
type dialect struct {
	product string
	hints   []string
	form    *regexp.Regexp
}

// dialects are ordered from the particular to the general, since drivers wrap each other's texts.
var dialects = []dialect{
	{
		"SQLite", []string{"constraint failed", "SQLITE_", "syntax error", "no such ", "sqlite3."},
		regexp.MustCompile(`(?:UNIQUE|NOT NULL|CHECK|FOREIGN KEY|PRIMARY KEY) constraint failed|\bSQLITE_[A-Z]{4,}|near "[^"\n]*": syntax error|SQL logic error|no such (?:table|column): [\w.]+|\bsqlite3\.\w+Error`),
	},
	{
		"PostgreSQL", []string{"pq: ", "constraint \"", "at or near \"", "PG::", "PSQLException", "psycopg"},
		regexp.MustCompile(`\bpq: [a-z]|violates (?:unique|foreign key|check|not-null|exclusion) constraint "|syntax error at or near "|\bPG::[A-Z]\w+|org\.postgresql\.util\.PSQLException|\bpsycopg2?\.\w`),
	},
	{
		"MySQL", []string{"SQL syntax", "Duplicate entry '", "Error 1", "ERROR 1", "com.mysql", "mysql_", "MySQLdb"},
		regexp.MustCompile(`You have an error in your SQL syntax; check the manual|Duplicate entry '[^'\n]*' for key|\b(?:Error|ERROR) 1\d{3}(?: \([0-9A-Z]{5}\))?: |com\.mysql\.(?:cj\.)?jdbc|\bmysql_(?:fetch|query|num)_?\w*\(|\bMySQLdb\.`),
	},
	{"Oracle", []string{"ORA-"}, regexp.MustCompile(`\bORA-\d{5}\b`)},
	{
		"SQL Server", []string{"Unclosed quotation", "Msg ", "KEY constraint '", "Incorrect syntax", "SqlException", "mssql: "},
		regexp.MustCompile(`Unclosed quotation mark after the character string|\bMsg \d+, Level \d+, State \d+|Violation of (?:PRIMARY|UNIQUE) KEY constraint '|Incorrect syntax near '|\.SqlClient\.SqlException|\bmssql: [A-Z]`),
	},
	{"MongoDB", []string{"E11000", "MongoServerError", "MongoError"}, regexp.MustCompile(`\bE11000 duplicate key error|\bMongo(?:Server)?Error: `)},
	{"DB2", []string{"SQLCODE"}, regexp.MustCompile(`\bSQLCODE[=:] ?-?\d+`)},
	{
		"SQL", []string{"SQLSTATE", "java.sql.", "org.hibernate.", "PrismaClient", "gorm.io", "ActiveRecord::"},
		regexp.MustCompile(`\bSQLSTATE[\[( :=]+[0-9A-Z]{5}\b|\bjava\.sql\.SQL\w*Exception|\borg\.hibernate\.[\w.]*Exception|\bPrismaClient\w+Error|\bActiveRecord::\w+`),
	},
}

func (d *dialect) hinted(text string) bool { return anyIn(d.hints, text) }

// driverError gives the product and the line of an error that is the service's own words, or "".
func driverError(x *harness.Exchange, text string) (product, found string) {
	for i := range dialects {
		d := &dialects[i]
		if !d.hinted(text) {
			continue
		}
		for _, at := range d.form.FindAllStringIndex(text, 16) {
			if words := line(text, at[0]); !echoed(x, text[at[0]:at[1]]) && !shown(x, words) {
				return d.product, words
			}
		}
	}
	return "", ""
}

// line gives the line of a text that a position stands in.
func line(text string, at int) string {
	begin := strings.LastIndexByte(text[:at], '\n') + 1
	end := strings.IndexByte(text[at:], '\n')
	if end < 0 {
		return text[begin:]
	}
	return text[begin : at+end]
}
