package graphql

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Mutant is a document that breaks a rule of validation and asks for next to nothing, so that a service which executes it
// all the same does no harm.
type Mutant struct {
	Question
	Rule  string // the rule that it breaks, as gqlparser and graphql-js name it
	Title string
}

// Mutants writes at least one document for each rule of validation that the schema gives an occasion to break (GraphQL, 5).
func (t *TypeSystem) Mutants() []Mutant {
	m := &mutants{ts: t}
	if t.types.Query != nil {
		m.root = t.types.Query.Name
		m.documents()
		m.fragments()
		m.variables()
		m.directives()
		m.fields()
		m.inputs()
	}
	m.kinds()
	return m.list
}

type mutants struct {
	ts   *TypeSystem
	root string // the name of the query type
	list []Mutant
}

func (m *mutants) add(rule, title, document string, variables map[string]any) {
	m.list = append(m.list, Mutant{Question{Document: document, Variables: variables}, rule, title})
}

func (m *mutants) documents() {
	m.add(SyntaxRule, "a type definition among the operations", "type Contravene { a: Int } query A { __typename }", nil)
	m.add("LoneAnonymousOperation", "an operation without a name beside another", "{ __typename } query B { __typename }", nil)
	m.add("UniqueOperationNames", "two operations of one name", "query A { __typename } query A { __typename }", nil)
	m.list[len(m.list)-1].Operation = "A"
}

func (m *mutants) fragments() {
	on := "on " + m.root + " "
	m.add("UniqueFragmentNames", "two fragments of one name", "{ ...F } fragment F "+on+"{ __typename } fragment F "+on+"{ __typename }", nil)
	m.add("KnownFragmentNames", "a fragment that is not there", "{ __typename ...Missing }", nil)
	m.add("NoUnusedFragments", "a fragment that nobody uses", "{ __typename } fragment F "+on+"{ __typename }", nil)
	m.add("NoFragmentCycles", "a fragment within itself", "{ ...F } fragment F "+on+"{ __typename ...F }", nil)
	m.add("NoFragmentCycles", "two fragments within each other", "{ ...F } fragment F "+on+"{ __typename ...G } fragment G "+on+"{ ...F }", nil)
	m.add("KnownTypeNames", "a fragment on a type that is not there", "{ __typename ... on ContraveneUnknown { __typename } }", nil)
	m.add("FragmentsOnCompositeTypes", "a fragment on a scalar", "{ __typename ... on Boolean { __typename } }", nil)
	for _, name := range bothNames(m.ts.types.Types, m.ts.types.Types) {
		if def := m.ts.types.Types[name]; def.Kind == ast.Object && own(name) && name != m.root {
			m.add("PossibleFragmentSpreads", "a fragment on a type that cannot stand there", "{ __typename ... on "+name+" { __typename } }", nil)
			break
		}
	}
}

func (m *mutants) variables() {
	yes := map[string]any{"v": true}
	m.add("UniqueVariableNames", "two variables of one name", "query($v: Boolean!, $v: Boolean!) { __typename @include(if: $v) }", yes)
	m.add("NoUndefinedVariables", "a variable that is not declared", "{ __typename @include(if: $v) }", yes)
	m.add("NoUnusedVariables", "a variable that nobody uses", "query($v: Boolean!) { __typename }", yes)
	m.add("KnownTypeNames", "a variable of a type that is not there", "query($v: ContraveneUnknown) { __typename @include(if: $v) }", yes)
	m.add("VariablesAreInputTypes", "a variable of an object type", "query($v: "+m.root+") { __typename @include(if: $v) }", yes)
	m.add("VariablesInAllowedPosition", "a variable of another type", "query($v: String!) { __typename @include(if: $v) }", map[string]any{"v": "true"})
	m.add("VariablesInAllowedPosition", "a variable that may be null where null may not stand", "query($v: Boolean) { __typename @include(if: $v) }", yes)
	m.add("VariablesInAllowedPosition", "a list where one value belongs", "query($v: [Boolean!]!) { __typename @include(if: $v) }", map[string]any{"v": []any{true}})
	m.add("ValuesOfCorrectType", "a default of another type", `query($v: Boolean! = "true") { __typename @include(if: $v) }`, yes)
}

func (m *mutants) directives() {
	m.add("KnownDirectives", "a directive that is not there", "{ __typename @contraveneUnknown }", nil)
	m.add("KnownDirectives", "a directive at another place", "query @include(if: true) { __typename }", nil)
	m.add("UniqueDirectivesPerLocation", "a directive twice", "{ __typename @include(if: true) @include(if: true) }", nil)
	m.add("UniqueArgumentNames", "an argument of a directive twice", "{ __typename @include(if: true, if: true) }", nil)
	m.add("KnownArgumentNames", "an argument that a directive does not have", "{ __typename @include(if: true, contraveneUnknown: 1) }", nil)
	m.add("ProvidedRequiredArguments", "a directive without its argument", "{ __typename @include }", nil)
	m.add("ValuesOfCorrectType", "a text for a truth value", `{ __typename @include(if: "true") }`, nil)
	m.add("ValuesOfCorrectType", "null where it may not stand", "{ __typename @include(if: null) }", nil)
}

// fields breaks what is asked for. Fields of the schema stand in documents only behind a directive that leaves them out,
// or where nothing more is to be known about them than their name.
func (m *mutants) fields() {
	m.add("FieldsOnCorrectType", "a field that is not there", "{ __typename contraveneUnknown }", nil)
	m.add("ScalarLeafs", "a selection on a scalar", "{ __typename { __typename } }", nil)
	for _, f := range m.ts.types.Query.Fields {
		if !own(f.Name) {
			continue
		}
		m.add("OverlappingFieldsCanBeMerged", "two fields under one key", "{ a: __typename a: "+m.call(f)+" }", nil)
		break
	}
	if f := m.first(func(f *ast.FieldDefinition) bool { return m.ts.types.Types[f.Type.Name()].IsCompositeType() }); f != nil {
		m.add("ScalarLeafs", "an object without a selection", "{ __typename "+strings.TrimSuffix(m.call(f), " { __typename }")+" @skip(if: true) }", nil)
	}
	if f := m.first(needs); f != nil {
		bare := f.Name + strings.TrimPrefix(m.call(f), f.Name+bracket(m.required(f)))
		m.add("ProvidedRequiredArguments", "a field without its argument", "{ __typename "+skipped(bare)+" }", nil)
	}
	f := m.first(func(*ast.FieldDefinition) bool { return true })
	if f == nil {
		return
	}
	more := append(m.required(f), "contraveneUnknown: 1")
	m.add("KnownArgumentNames", "an argument that a field does not have", "{ __typename "+skipped(f.Name+bracket(more)+m.below(f))+" }", nil)
}

// kinds breaks what holds for operations of one kind.
func (m *mutants) kinds() {
	for _, kind := range []ast.Operation{ast.Mutation, ast.Subscription} {
		if m.ts.root(kind) == nil {
			m.add("KnownRootType", "a "+string(kind)+" where there are none", string(kind)+" { __typename }", nil)
		}
	}
	if root := m.ts.types.Subscription; root != nil {
		call := m.call(root.Fields[0])
		m.add("SingleFieldSubscriptions", "two fields of a subscription", "subscription { "+call+" a: "+call+" }", nil)
	}
}
