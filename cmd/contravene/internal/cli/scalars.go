package cli

import "github.com/contravene-dev/contravene/harness/graphql"

func scalarOptions() []*option {
	return []*option{
		{
			key: "scalars", kind: records, doc: "What custom scalars of a GraphQL schema are made of, where neither their names nor @specifiedBy say it.",
			fields: []*option{
				{key: "name", must: true, doc: "The scalar, such as Money."},
				{key: "type", doc: "The type of JSON that carries it: string, integer, number, boolean or object; string when absent."},
				{key: "format", doc: "The format of JSON Schema that it has, such as date."},
				{key: "pattern", doc: "The pattern of its texts, as in JSON Schema."},
				{key: "example", doc: "One value: a text, or JSON where type is not string."},
			},
			set:   addScalar,
			clear: func(s *settings, _ string) { s.scalars = nil },
		},
	}
}

func addScalar(s *settings, in input) error {
	name := in.rec.text("name")
	one := graphql.Scalar{Type: in.rec.text("type"), Format: in.rec.text("format"), Pattern: in.rec.text("pattern"), Example: in.rec.text("example")}
	switch one.Type {
	case "", "string", "integer", "number", "boolean", "object":
	default:
		return in.rec.wrong("type", "type %q is none of JSON; use string, integer, number, boolean or object", one.Type)
	}
	if name == "" {
		return in.rec.wrong("name", "name is empty; name a scalar of the schema")
	}
	if one == (graphql.Scalar{}) {
		return in.rec.wrong("", "this says nothing of the scalar %s; give a type, a format, a pattern or an example", name)
	}
	if s.scalars == nil {
		s.scalars = map[string]graphql.Scalar{}
	}
	s.scalars[name] = one
	return nil
}
