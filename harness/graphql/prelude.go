package graphql

import (
	"slices"
	"sort"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// anyLiteral is the scalar of arguments that nobody has declared. It is taken out again when the schema has been checked.
const anyLiteral = "contravene__Any"

// builtInScalars are declared by gqlparser's prelude and may not be declared twice, although printed schemas do so.
var builtInScalars = []string{"Int", "Float", "String", "Boolean", "ID"}

// builtInDirectives are those of the specification.
var builtInDirectives = []string{"skip", "include", "deprecated", "specifiedBy", "oneOf"}

// borrowed are scalars that frameworks define themselves, so that SDL written for them uses them undeclared.
var borrowed = []string{
	"AWSDate", "AWSTime", "AWSDateTime", "AWSTimestamp", "AWSEmail", "AWSJSON", "AWSURL", "AWSPhone", "AWSIPAddress",
	"_Any", "_FieldSet", "FieldSet", "link__Import", "federation__FieldSet", "federation__Scope", "federation__Policy",
	"federation__ContextFieldValue", "openfed__FieldSet", "openfed__Scope",
}

// dropBuiltIns removes what the specification defines itself.
func dropBuiltIns(doc *ast.SchemaDocument) {
	doc.Definitions = slices.DeleteFunc(doc.Definitions, func(d *ast.Definition) bool {
		return d.Kind == ast.Scalar && slices.Contains(builtInScalars, d.Name) || strings.HasPrefix(d.Name, "__")
	})
}

// supply declares the directives that a schema uses without declaring them, whatever their arguments and wherever they
// stand, and the scalars that its framework would declare. SDL for a federation, for AppSync or with directives of an
// authorization library is written so. It gives the names of what it added.
func supply(doc *ast.SchemaDocument) []string {
	declared := map[string]bool{}
	for _, name := range builtInDirectives {
		declared[name] = true
	}
	for _, d := range doc.Directives {
		declared[d.Name] = true
	}
	missing := map[string]*ast.DirectiveDefinition{}
	eachDirective(doc, func(d *ast.Directive) {
		if declared[d.Name] {
			return
		}
		def := missing[d.Name]
		if def == nil {
			def = &ast.DirectiveDefinition{Name: d.Name, IsRepeatable: true, Locations: everywhere, Position: d.Position}
			missing[d.Name] = def
		}
		for _, arg := range d.Arguments {
			if def.Arguments.ForName(arg.Name) == nil {
				def.Arguments = append(def.Arguments, &ast.ArgumentDefinition{
					Name: arg.Name, Type: ast.NamedType(anyLiteral, arg.Position), Position: arg.Position,
				})
			}
		}
	})
	var names []string
	for name, def := range missing {
		names = append(names, "@"+name)
		doc.Directives = append(doc.Directives, def)
	}
	doc.Definitions = append(doc.Definitions, &ast.Definition{Kind: ast.Scalar, Name: anyLiteral, BuiltIn: true, Position: doc.Position})
	names = append(names, lend(doc)...)
	sort.Strings(names)
	return names
}

// lend declares the borrowed scalars that are used and nowhere declared.
func lend(doc *ast.SchemaDocument) []string {
	declared, used := map[string]bool{}, map[string]*ast.Position{}
	for _, list := range []ast.DefinitionList{doc.Definitions, doc.Extensions} {
		for _, d := range list {
			declared[d.Name] = true
			for _, f := range d.Fields {
				used[f.Type.Name()] = f.Position
				for _, a := range f.Arguments {
					used[a.Type.Name()] = a.Position
				}
			}
		}
	}
	for _, d := range doc.Directives {
		for _, a := range d.Arguments {
			used[a.Type.Name()] = a.Position
		}
	}
	var names []string
	for _, name := range borrowed {
		if at := used[name]; at != nil && !declared[name] {
			doc.Definitions = append(doc.Definitions, &ast.Definition{Kind: ast.Scalar, Name: name, Position: at})
			names = append(names, name)
		}
	}
	return names
}

// everywhere is every place in a schema. Clients may not use a directive of which nobody knows what it means to them.
var everywhere = []ast.DirectiveLocation{
	ast.LocationSchema, ast.LocationScalar, ast.LocationObject, ast.LocationFieldDefinition, ast.LocationArgumentDefinition,
	ast.LocationInterface, ast.LocationUnion, ast.LocationEnum, ast.LocationEnumValue, ast.LocationInputObject,
	ast.LocationInputFieldDefinition, ast.LocationDirectiveDefinition,
}

// eachDirective visits every use of a directive in a schema document.
func eachDirective(doc *ast.SchemaDocument, visit func(*ast.Directive)) {
	all := func(list ast.DirectiveList) {
		for _, d := range list {
			visit(d)
		}
	}
	arguments := func(list ast.ArgumentDefinitionList) {
		for _, a := range list {
			all(a.Directives)
		}
	}
	for _, s := range append(slices.Clone(doc.Schema), doc.SchemaExtension...) {
		all(s.Directives)
	}
	for _, d := range append(slices.Clone(doc.Directives), doc.DirectiveExtensions...) {
		all(d.Directives)
		arguments(d.Arguments)
	}
	for _, d := range append(slices.Clone(doc.Definitions), doc.Extensions...) {
		all(d.Directives)
		for _, f := range d.Fields {
			all(f.Directives)
			arguments(f.Arguments)
		}
		for _, v := range d.EnumValues {
			all(v.Directives)
		}
	}
}
