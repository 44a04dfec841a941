package graphql

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// known says what is usual for a custom scalar: the JSON types that carry it and the format of its texts. A name is only a
// hint, with which values are made that services take. What a service must refuse follows from @specifiedBy alone.
type known struct {
	types  []string
	format string
	sample string // for types of text that have no format
}

// usual is keyed by the name in lower case without separators.
var usual = map[string]known{
	"datetime": {text, "date-time", ""}, "isodatetime": {text, "date-time", ""}, "iso8601datetime": {text, "date-time", ""},
	"precisedatetime": {text, "date-time", ""}, "offsetdatetime": {text, "date-time", ""}, "timestamptz": {text, "date-time", ""},
	"awsdatetime": {text, "date-time", ""}, "instant": {text, "date-time", ""},
	"date": {text, "date", ""}, "isodate": {text, "date", ""}, "iso8601date": {text, "date", ""}, "localdate": {text, "date", ""},
	"awsdate": {text, "date", ""}, "calendardate": {text, "date", ""},
	"time": {text, "time", ""}, "awstime": {text, "time", ""}, "duration": {text, "duration", ""}, "isoduration": {text, "duration", ""},
	"iso8601duration": {text, "duration", ""},
	"uuid":            {text, "uuid", ""}, "guid": {text, "uuid", ""},
	"url": {text, "uri", ""}, "uri": {text, "uri", ""}, "awsurl": {text, "uri", ""}, "link": {text, "uri", ""},
	"email": {text, "email", ""}, "emailaddress": {text, "email", ""}, "awsemail": {text, "email", ""},
	"ipv4": {text, "ipv4", ""}, "ipv6": {text, "ipv6", ""}, "ipaddress": {text, "ipv4", ""}, "ip": {text, "ipv4", ""}, "awsipaddress": {text, "ipv4", ""},
	"hostname": {text, "hostname", ""},
	"json":     {}, "jsonobject": {types: object}, "object": {types: object}, "map": {types: object}, "any": {}, "_any": {types: object},
	"awsjson": {text, "", "{}"},
	"bigint":  {types: whole}, "long": {types: whole}, "int64": {types: whole}, "uint64": {types: whole}, "unsignedint": {types: whole},
	"positiveint": {types: whole}, "nonnegativeint": {types: whole}, "byte": {types: text, format: "byte"}, "base64": {types: text, format: "byte"},
	"base64string": {types: text, format: "byte"}, "timestamp": {types: whole}, "awstimestamp": {types: whole}, "unixtimestamp": {types: whole},
	"decimal": {text, "", "1.5"}, "bigdecimal": {text, "", "1.5"}, "money": {text, "", "1.5"},
	"phonenumber": {text, "", "+442079460000"}, "phone": {text, "", "+442079460000"}, "awsphone": {text, "", "+442079460000"},
	"html": {text, "", "<p>text</p>"}, "xml": {text, "", "<a/>"}, "markdown": {text, "", "text"},
	"hexcolorcode": {text, "", "#336699"}, "color": {text, "", "#336699"}, "countrycode": {text, "", "GB"}, "locale": {text, "", "en-GB"},
	"currency": {text, "", "EUR"}, "currencycode": {text, "", "EUR"}, "timezone": {text, "", "Europe/London"},
	"gitobjectid": {text, "", "da39a3ee5e6b4b0d3255bfef95601890afd80709"}, "cursor": {text, "", "Y3Vyc29yOjE="},
	"void": {types: []string{"null"}}, "upload": {text, "", "alpha"},
}

var (
	text   = []string{"string"}
	object = []string{"object"}
	whole  = []string{"integer"}
)

// specified are the standards that @specifiedBy can name, by a part of their URL, with the format that they ask for.
var specified = []struct{ part, format string }{
	{"scalars.graphql.org/andimarek/date-time", "date-time"},
	{"scalars.graphql.org/andimarek/local-date", "date"},
	{"scalars.graphql.org/chillicream/date-time", "date-time"},
	{"scalars.graphql.org/chillicream/local-date", "date"},
	{"rfc3339#section-5.6", "date-time"},
	{"rfc3339", "date-time"},
	{"rfc4122", "uuid"},
	{"rfc9562", "uuid"},
}

// Scalar describes a custom scalar whose name and schema say too little to make values of it. It is only how values are made:
// what a service must refuse is not read from it.
type Scalar struct {
	Type    string // of JSON: string, integer, number, boolean or object; string when empty
	Format  string // of JSON Schema, such as date-time
	Pattern string // of the texts, as in JSON Schema
	Example string // a text, or JSON text for the other types
}

// with gives the type system with scalars described, and names those that it does not have.
func (t *TypeSystem) with(scalars map[string]Scalar) (*TypeSystem, []harness.Problem) {
	described := newTypeSystem(t.types, t.files)
	described.invented, described.problems, described.scalars = t.invented, t.problems, scalars
	var problems []harness.Problem
	for _, name := range slices.Sorted(maps.Keys(scalars)) {
		if def := t.types.Types[name]; def == nil || def.Kind != ast.Scalar {
			problems = append(problems, harness.Problem{Source: schema.Source{File: t.name()}, Message: "a scalar " + name + " is described, which the schema does not have"})
		}
	}
	return described, problems
}

// hint gives what the user says of a scalar, and else what is usual for one of that name.
func (t *TypeSystem) hint(def *ast.Definition) (known, bool) {
	if s, ok := t.scalars[def.Name]; ok {
		return known{types: []string{cmp.Or(s.Type, "string")}, format: s.Format, sample: s.Example}, true
	}
	if format := standard(def); format != "" {
		return known{types: text, format: format}, true
	}
	k, ok := usual[strings.ToLower(strings.ReplaceAll(def.Name, "_", ""))]
	if !ok {
		k, ok = usual[strings.ToLower(def.Name)]
	}
	return k, ok
}

// standard gives the format that a scalar's @specifiedBy demands, or "".
func standard(def *ast.Definition) string {
	d := def.Directives.ForName("specifiedBy")
	if d == nil {
		return ""
	}
	url := d.Arguments.ForName("url")
	if url == nil || url.Value == nil {
		return ""
	}
	for _, s := range specified {
		if strings.Contains(strings.ToLower(url.Value.Raw), s.part) {
			return s.format
		}
	}
	return ""
}

// example is the sample as the value that it stands for.
func (k known) example() any {
	if len(k.types) == 0 || k.types[0] == "string" {
		return k.sample
	}
	v, err := schema.DecodeJSON([]byte(k.sample))
	if err != nil {
		return k.sample
	}
	return v.Value
}
