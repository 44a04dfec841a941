package openapi

import (
	"fmt"

	"github.com/pb33f/go-yaml"

	"github.com/contravene-dev/contravene/harness/schema"
)

// ParseSchema reads one JSON Schema 2020-12, in YAML or JSON, that refers to nothing outside itself.
func ParseSchema(text []byte) (*schema.Schema, error) { return parseSchema(text, openapi31) }

func parseSchema(text []byte, d dialect) (*schema.Schema, error) {
	const name = "schema"
	if err := readable(name, text); err != nil {
		return nil, err
	}
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, syntaxError(name, text)
	}
	if len(document.Content) == 0 {
		return nil, fmt.Errorf("parse schema: there is none; give it an object or a boolean")
	}
	return schemaOf(&file{name: name, path: name, root: document.Content[0]}, d)
}

// schemaOf reads a file that is one schema.
func schemaOf(f *file, d dialect) (*schema.Schema, error) {
	if err := check(f); err != nil {
		return nil, err
	}
	l := newLoader()
	l.dialect, l.root = d, f
	l.files[f.path] = f
	return l.schema(place{file: f, node: plain(f.root)}), nil
}
