package shape

import (
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// Properties gives the declared members of an object schema, wherever in it they are declared; none for nil.
func Properties(s *schema.Schema) map[string]*schema.Schema {
	found := map[string]*schema.Schema{}
	if s == nil {
		return found
	}
	for _, facet := range Facets(s) {
		for _, property := range facet.Properties {
			found[property.Name] = property.Schema
		}
	}
	return found
}

// JSON gives the schema of the first JSON among media types, or nil.
func JSON(contents []*harness.Media) *schema.Schema {
	for _, m := range contents {
		if m.Schema != nil && harness.IsJSON(m.Type) {
			return m.Schema()
		}
	}
	return nil
}
