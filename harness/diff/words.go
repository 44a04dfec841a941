package diff

import (
	"slices"
	"strings"
	"unicode"

	"github.com/contravene-dev/contravene/harness/schema"
)

// wordsOf takes a name apart: passwordHash, password_hash and PASSWORD-HASH are two words each.
func wordsOf(name string) []string {
	var list []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			list = append(list, strings.ToLower(string(word)))
			word = nil
		}
	}
	runes := []rune(name)
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			flush()
			continue
		case unicode.IsUpper(r) && (i == 0 || !unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])):
			flush()
		}
		word = append(word, r)
	}
	flush()
	return list
}

// speaks reports whether a name holds one of some phrases, whose words are joined by spaces.
func speaks(name string, phrases []string) bool {
	text := " " + strings.Join(wordsOf(name), " ") + " "
	whole := strings.ReplaceAll(text, " ", "")
	return slices.ContainsFunc(phrases, func(p string) bool {
		return strings.Contains(text, " "+p+" ") || whole == strings.ReplaceAll(p, " ", "")
	})
}

// secrets are what must not be shown: credentials (CWE-522) and what identifies a person (CWE-359).
var secrets = []string{
	"password", "passwd", "pwd", "passphrase", "passcode", "hash", "salt", "secret", "secrets", "token", "tokens", "api key", "apikey",
	"private key",
	"access key", "credential", "credentials", "pin", "otp", "mfa", "totp", "cvv", "cvc", "ssn", "social security",
	"social security number", "tax id",
	"passport", "passport number", "national id", "card number", "credit card", "iban", "account number", "date of birth",
	"birth date", "dob", "session id",
	"cookie", "seed", "mnemonic", "recovery code", "recovery codes", "internal notes",
}

// privileges are what a client must not set for itself (CWE-915).
var privileges = []string{
	"role", "roles", "admin", "is admin", "superuser", "staff", "is staff", "permission", "permissions", "privilege", "privileges",
	"scope", "scopes",
	"owner", "owner id", "user id", "tenant", "tenant id", "account id", "organization id", "price", "amount due", "balance", "credit",
	"credits", "discount",
	"verified", "is verified", "email verified", "approved", "is approved", "plan", "tier", "quota", "banned", "created by",
}

// insides are what errors tell of a service (CWE-209).
var insides = []string{
	"stack", "stack trace", "stacktrace", "trace", "traceback", "backtrace", "exception", "debug", "debug info", "sql", "query", "file", "line",
	"hostname", "internal", "cause", "inner error", "innererror", "source file",
}

// pages are parameters that say how much is asked for at once.
var pageSizes = []string{
	"limit", "per page", "page size", "page limit", "size", "first", "last", "count", "top", "take", "max results", "max items",
	"num results", "rows",
}

// sensitive reports whether a property speaks of a secret, by its name or by the format of its schema.
func sensitive(name string, s *spot) bool {
	if speaks(name, secrets) {
		return true
	}
	return s != nil && slices.ContainsFunc(s.node().parts, func(p *schema.Schema) bool { return p.Format == "password" })
}

// summary says in a few words what a node allows.
func (n *node) summary() string {
	switch {
	case n.free():
		return "anything"
	case n.mask == 0:
		return "nothing"
	}
	if list, ok := n.values(); ok && len(n.lists) > 0 {
		return "one of " + clip(listing(list))
	}
	text := strings.Join(n.mask.names(), " or ")
	if n.mask == anyType {
		text = "any type"
	}
	if n.vague() {
		return "any " + text
	}
	return text
}
