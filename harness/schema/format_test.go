package schema

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// The official suite covers the formats of JSON Schema; these are OpenAPI's, and what the suite leaves open.
func TestFormatValid(t *testing.T) {
	n := func(text string) any { return json.Number(text) }
	for format, c := range map[string]struct{ valid, invalid []any }{
		"int32":         {[]any{n("2147483647"), n("-2147483648"), n("1.0"), n("1e3"), "text"}, []any{n("2147483648"), n("-2147483649"), n("1.5"), n("1e999999999")}},
		"int64":         {[]any{n("9223372036854775807"), n("-9223372036854775808")}, []any{n("9223372036854775808"), n("0.5")}},
		"float":         {[]any{n("3.4e38"), n("-3.4e38"), n("0.1"), n("1e-999999999")}, []any{n("3.5e38"), n("1e999999999")}},
		"double":        {[]any{n("1.7e308"), n("1")}, []any{n("1.8e308"), n("-1e400")}},
		"byte":          {[]any{"", "YQ==", "YWI=", "YWJj", n("1")}, []any{"YQ", "YQ=", "Y Q==", "YQ==\n", "-_-_", "*"}},
		"binary":        {[]any{"\x00\xff", ""}, nil},
		"password":      {[]any{"", "p"}, nil},
		"date-time":     {[]any{"2026-01-02t03:04:05z", "2026-01-02T03:04:05.123456789+14:00", "1998-12-31T23:59:60Z"}, []any{"2026-01-02 03:04:05Z", "2026-01-02T03:04:05", "2026-13-02T03:04:05Z", "2026-01-02T24:00:00Z"}},
		"date":          {[]any{"2024-02-29"}, []any{"2023-02-29", "2024-2-29", "２０２４-02-29", "0000-00-00"}},
		"time":          {[]any{"23:59:60Z", "00:59:60+01:00"}, []any{"12:00:60Z", "12:00:00", "+1:00:00Z"}},
		"uuid":          {[]any{"00000000-0000-0000-0000-000000000000", "2EB8AA08-aa98-11ea-b4aa-73b441d16380"}, []any{"2eb8aa08aa9811eab4aa73b441d16380", "{2eb8aa08-aa98-11ea-b4aa-73b441d16380}"}},
		"email":         {[]any{"a@b", `"a b"@c.d`, "a+b@[127.0.0.1]"}, []any{"a", "@b", "a@", "a..b@c", "é@c.d", "a@b_c"}},
		"idn-email":     {[]any{"é@é.fr"}, []any{"é"}},
		"uri":           {[]any{"urn:a:b", "http://a/?b=c#d", "http://[::1]:80/", "mailto:a@b"}, []any{"/a", "http://a b", "http://a/é", "http://[::1", "http://a/%zz", "1a:b", ""}},
		"uri-reference": {[]any{"", "/a", "a/b", "?q", "#f", "//h/p"}, []any{`\a`, "a b", "1:b"}},
		"iri":           {[]any{"http://é/é"}, []any{"é"}},
		"uri-template":  {[]any{"/a/{b}", "{?a,b*,c:3}"}, []any{"{", "{a", "}", "{}"}},
	} {
		for _, v := range c.valid {
			known, valid := FormatValid(format, v)
			require.True(t, known && valid, "%s: %v", format, v)
		}
		for _, v := range c.invalid {
			known, valid := FormatValid(format, v)
			require.True(t, known && !valid, "%s: %v", format, v)
		}
	}
	known, valid := FormatValid("telephone", "x")
	require.True(t, !known && valid)
}
