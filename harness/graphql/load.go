package graphql

import (
	"errors"
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
)

// Open reads a schema from files and folders.
func Open(paths ...string) (*TypeSystem, error) {
	files, err := read(paths)
	if err != nil {
		return nil, err
	}
	return Parse(files...)
}

// Parse reads a schema from texts that belong together. One text may be an introspection result instead.
func Parse(files ...File) (*TypeSystem, error) {
	doc := &ast.SchemaDocument{}
	for _, f := range files {
		text := f.Text
		if isJSON(text) {
			if len(files) > 1 {
				return nil, fmt.Errorf("load contract %s: an introspection result is a whole schema; give it alone", f.Name)
			}
			printed, err := sdlOf(f.Name, text)
			if err != nil {
				return nil, err
			}
			f, text = File{Name: f.Name, Text: printed}, printed
		}
		part, err := parser.ParseSchema(&ast.Source{Name: f.Name, Input: strings.TrimPrefix(text, "\ufeff")})
		if err != nil {
			return nil, located(f.Name, err, "correct the SDL there")
		}
		doc.Merge(part)
	}
	return build(doc, files)
}

// build makes a type system of everything that the files define.
func build(doc *ast.SchemaDocument, files []File) (*TypeSystem, error) {
	name := "the schema"
	if len(files) > 0 {
		name = files[0].Name
	}
	dropBuiltIns(doc)
	problems := tidy(doc)
	invented := supply(doc)
	whole, err := parser.ParseSchema(validator.Prelude)
	if err != nil {
		return nil, fmt.Errorf("load contract: the prelude of gqlparser: %w", err)
	}
	whole.Merge(doc)
	types, err := validator.ValidateSchemaDocument(whole)
	if err != nil {
		return nil, located(name, err, "correct the SDL there, or load the files together that define what is missing")
	}
	delete(types.Types, anyLiteral)
	if types.Query == nil && types.Mutation == nil && types.Subscription == nil {
		return nil, fmt.Errorf("load contract %s: the schema has no Query, Mutation or Subscription type, so it offers nothing to test; add one", name)
	}
	t := newTypeSystem(types, files)
	t.invented, t.problems = invented, problems
	return t, nil
}

// isJSON tells an introspection result from SDL, which cannot begin with a brace.
func isJSON(text string) bool {
	text = strings.TrimLeft(strings.TrimPrefix(text, "\ufeff"), " \t\r\n")
	return strings.HasPrefix(text, "{") && !executable(text)
}

// located turns an error of gqlparser into file:line:column, what is wrong, and the next step.
func located(name string, err error, next string) error {
	var told *gqlerror.Error
	if !errors.As(err, &told) {
		return fmt.Errorf("load contract %s: %w; %s", name, err, next)
	}
	if file, ok := told.Extensions["file"].(string); ok && file != "" {
		name = file
	}
	if len(told.Locations) > 0 {
		name = fmt.Sprintf("%s:%d:%d", name, told.Locations[0].Line, told.Locations[0].Column)
	}
	return fmt.Errorf("load contract %s: %s; %s", name, strings.TrimSuffix(told.Message, "."), next)
}
