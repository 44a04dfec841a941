package schema

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDecodeJSON(t *testing.T) {
	for text, want := range map[string]any{
		`null`: nil, `true`: true, "[ true\n]\t": []any{true}, `false`: false, `"a"`: "a", `-0.5e+10`: json.Number("-0.5e+10"), `0`: json.Number("0"),
		`[]`: []any{}, `{}`: map[string]any{}, `[1,[2]]`: []any{json.Number("1"), []any{json.Number("2")}},
		`{"a":{"b":[]}}`:           map[string]any{"a": map[string]any{"b": []any{}}},
		`"\"\\\/\b\f\n\r\t\u00e9"`: "\"\\/\b\f\n\r\té", `"\ud83d\udc32"`: "🐲", `"\ud83d"`: "\ufffd", `"\udc32x"`: "\ufffdx", `"\ud83d\u0041"`: "\ufffdA",
	} {
		got, err := DecodeJSON([]byte(text))
		require.NoError(t, err, text)
		require.Equal(t, Decoded{Value: want}, got, text)
	}
}

func TestDecodeJSONRefuses(t *testing.T) {
	for _, text := range []string{
		``, ` `, `nul`, `nulls`, `tru`, `1 2`, `{} x`, `[1,]`, `[,1]`, `[1`, `{"a":1,}`, `{"a"}`, `{a:1}`, `{"a":1`, `{1:1}`, `'a'`,
		`01`, `-`, `+1`, `.5`, `1.`, `1e`, `0x1`, `NaN`, `Infinity`, `-Infinity`, `--1`, `"a`, `"\x"`, `"\u12"`, `"\`, "\"\n\"", "\"\x00\"",
		"\ufeff{}", "\"\xff\"", "\"\xed\xa0\x80\"", `/**/1`, `[1}`, "1\x00",
	} {
		_, err := DecodeJSON([]byte(text))
		require.Error(t, err, "%q", text)
		var v any
		if text != "\"\xff\"" && text != "\"\xed\xa0\x80\"" {
			require.Error(t, json.Unmarshal([]byte(text), &v), "encoding/json takes %q", text)
		}
	}
}

func TestDecodeJSONDepth(t *testing.T) {
	fine := strings.Repeat("[", 1000) + strings.Repeat("]", 1000)
	_, err := DecodeJSON([]byte(fine))
	require.NoError(t, err)
	for _, open := range []string{"[", `{"a":`} {
		_, err = DecodeJSON([]byte(strings.Repeat(open, 1_000_000)))
		require.ErrorIs(t, err, ErrDepth)
	}
}

func TestDecodeJSONDuplicates(t *testing.T) {
	got, err := DecodeJSON([]byte(`{"a":1,"b":[{},{"c/d":1,"c\/d":2}],"\u0061":3}`))
	require.NoError(t, err)
	require.Equal(t, []string{"/b/1/c~1d", "/a"}, got.Duplicates)
	require.Equal(t, json.Number("3"), got.Value.(map[string]any)["a"])

	got, err = DecodeJSON([]byte(`{` + strings.Repeat(`"a":1,`, 1000) + `"a":1}`))
	require.NoError(t, err)
	require.Len(t, got.Duplicates, maxDuplicates)
}

func FuzzDecodeJSON(f *testing.F) {
	for _, seed := range []string{`{"a":[1,true,null,"\u00e9"]}`, `[1e5,-0]`, `"\ud83d\udc32"`, `{"a":1,"a":2}`, "\ufeff1"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := DecodeJSON(data)
		d := json.NewDecoder(strings.NewReader(string(data)))
		d.UseNumber()
		var want any
		theirs := d.Decode(&want)
		if err != nil {
			return // stricter than encoding/json about UTF-8, depth and what follows
		}
		require.NoError(t, theirs)
		require.Equal(t, want, got.Value)
	})
}
