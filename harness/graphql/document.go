package graphql

import (
	"errors"
	"strconv"
	"strings"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// Invalid is one reason why a document must be refused before it is executed.
type Invalid struct {
	Rule         string // the rule of validation as gqlparser and graphql-js name it, such as "ScalarLeafs"; "Syntax"
	Message      string
	Line, Column int
}

// SyntaxRule is the Rule of documents that do not follow the grammar.
const SyntaxRule = "Syntax"

// Documents larger than this are not judged: nobody promises to take them, and judging them costs more than it is worth.
const (
	maxDocument = 256 << 10
	maxTokens   = 30_000
	maxInvalid  = 50
	// smallDocument is up to where the rule that takes quadratic time takes no time that counts.
	smallDocument = 1 << 10
)

var errLarge = errors.New("the document is too large to be judged")

// document is a parsed document. Nothing in it changes once it has been validated, so that it can be shared.
type document struct {
	doc     *ast.QueryDocument // nil when the text does not follow the grammar
	invalid []Invalid
	large   bool
}

// Validate judges a document by the rules of the specification, except that in large ones fields which cannot be merged are
// not looked for. It fails on documents that are too large to be judged.
func (t *TypeSystem) Validate(text string) ([]Invalid, error) {
	d := t.parse(text)
	if d.large {
		return nil, errLarge
	}
	return d.invalid, nil
}

// parse reads and validates a document.
func (t *TypeSystem) parse(text string) *document {
	if len(text) > maxDocument {
		return &document{large: true}
	}
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: text}, maxTokens)
	if err != nil {
		return unparsed(err)
	}
	if len(doc.Operations) == 0 {
		return &document{invalid: []Invalid{{Rule: SyntaxRule, Message: "the document has no operation"}}}
	}
	d := &document{doc: doc}
	set := judged()
	if len(text) <= smallDocument {
		set = judgedSmall()
	}
	for _, e := range validator.ValidateWithRules(t.types, doc, set) {
		if len(d.invalid) == maxInvalid {
			break
		}
		d.invalid = append(d.invalid, invalidOf(e, e.Rule))
	}
	if len(d.invalid) == 0 {
		d.invalid = append(crowded(doc), t.literals(doc)...)
	}
	return d
}

// crowded finds subscriptions with more than one key at the root. The validator counts the names of fields, so that one
// field under two keys passes it.
func crowded(doc *ast.QueryDocument) []Invalid {
	for _, op := range doc.Operations {
		if op.Operation != ast.Subscription {
			continue
		}
		keys := map[string]bool{}
		for _, f := range roots(doc, op) {
			keys[f.Alias] = true
		}
		if len(keys) > 1 {
			return []Invalid{{Rule: rules.SingleFieldSubscriptionsRule.Name, Message: "a subscription must have one key at its root",
				Line: op.Position.Line, Column: op.Position.Column}}
		}
	}
	return nil
}

// unparsed tells what does not follow the grammar from what is only too large for us.
func unparsed(err error) *document {
	var told *gqlerror.Error
	if !errors.As(err, &told) {
		return &document{invalid: []Invalid{{Rule: SyntaxRule, Message: err.Error()}}}
	}
	if strings.Contains(told.Message, "token limit") || strings.Contains(told.Message, "maximum nesting depth of "+strconv.Itoa(parser.MaxNestingDepth)) {
		return &document{large: true}
	}
	return &document{invalid: []Invalid{invalidOf(told, SyntaxRule)}}
}

func invalidOf(e *gqlerror.Error, rule string) Invalid {
	i := Invalid{Rule: rule, Message: e.Message}
	if len(e.Locations) > 0 {
		i.Line, i.Column = e.Locations[0].Line, e.Locations[0].Column
	}
	return i
}

// judged are the rules that documents are held to; see the package comment for those that are left out.
var judged = sync.OnceValue(func() *rules.Rules {
	r := rules.NewDefaultRules()
	r.RemoveRule(rules.OverlappingFieldsCanBeMergedRule.Name)
	r.RemoveRule(rules.MaxIntrospectionDepth.Name)
	return r
})

var judgedSmall = sync.OnceValue(func() *rules.Rules {
	r := rules.NewDefaultRules()
	r.RemoveRule(rules.MaxIntrospectionDepth.Name)
	return r
})

// literals finds values of the wrong type that the validator lets pass, such as integers of more than 32 bits.
func (t *TypeSystem) literals(doc *ast.QueryDocument) []Invalid {
	w := &literalWalk{ts: t}
	for _, op := range doc.Operations {
		for _, v := range op.VariableDefinitions {
			w.value(v.Type, v.DefaultValue)
		}
		w.directives(op.Directives)
		w.selection(op.SelectionSet)
	}
	for _, f := range doc.Fragments {
		w.directives(f.Directives)
		w.selection(f.SelectionSet)
	}
	return w.found
}

type literalWalk struct {
	ts    *TypeSystem
	found []Invalid
}

func (w *literalWalk) value(t *ast.Type, v *ast.Value) {
	if v == nil || v.Kind == ast.Variable {
		return
	}
	c := &coercer{ts: w.ts, static: true}
	c.literal(t, v, nil, source(nil))
	for _, f := range c.found {
		i := Invalid{Rule: rules.ValuesOfCorrectTypeRule.Name, Message: "expected " + f.Expected + ", found " + f.Got}
		if v.Position != nil {
			i.Line, i.Column = v.Position.Line, v.Position.Column
		}
		w.found = append(w.found, i)
	}
}

func (w *literalWalk) arguments(defs ast.ArgumentDefinitionList, list ast.ArgumentList) {
	for _, a := range list {
		if def := defs.ForName(a.Name); def != nil {
			w.value(def.Type, a.Value)
		}
	}
}

func (w *literalWalk) directives(list ast.DirectiveList) {
	for _, d := range list {
		if d.Definition != nil {
			w.arguments(d.Definition.Arguments, d.Arguments)
		}
	}
}

func (w *literalWalk) selection(list ast.SelectionSet) {
	for _, s := range list {
		switch s := s.(type) {
		case *ast.Field:
			if s.Definition != nil {
				w.arguments(s.Definition.Arguments, s.Arguments)
			}
			w.directives(s.Directives)
			w.selection(s.SelectionSet)
		case *ast.InlineFragment:
			w.directives(s.Directives)
			w.selection(s.SelectionSet)
		case *ast.FragmentSpread:
			w.directives(s.Directives)
		}
	}
}

// documents remembers the documents that come again and again.
type documents struct {
	mu    sync.Mutex
	known map[string]*document
}

const (
	maxKnown     = 512
	maxKnownSize = 16 << 10 // what is larger is hostile, and not asked twice
)

func (k *documents) of(t *TypeSystem, text string) *document {
	if len(text) > maxKnownSize {
		return t.parse(text)
	}
	k.mu.Lock()
	d := k.known[text]
	k.mu.Unlock()
	if d != nil {
		return d
	}
	d = t.parse(text)
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.known) >= maxKnown || k.known == nil {
		k.known = map[string]*document{}
	}
	k.known[text] = d
	return d
}
