package graphql

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/vektah/gqlparser/v2/ast"
)

// executor answers documents the way the specification tells a service to (6.3 and 6.4), with made up values, nulls and
// errors. It is written apart from Judge, so that the two check each other.
type executor struct {
	ts     *TypeSystem
	doc    *ast.QueryDocument
	vars   map[string]any
	dice   Choices
	errors []any
	calm   bool // no errors and no nulls
}

var errBubbles = errors.New("null bubbles up")

func (x *executor) rare(n uint64) bool { return !x.calm && x.dice.Draw(n) == 0 }

func (x *executor) run(op *ast.OperationDefinition) map[string]any {
	data, err := x.object(x.ts.root(op.Operation), []ast.SelectionSet{op.SelectionSet}, nil)
	answer := map[string]any{"data": any(data)}
	if err != nil {
		answer["data"] = nil
	}
	if len(x.errors) > 0 {
		answer["errors"] = x.errors
	}
	return answer
}

type group struct {
	key    string
	fields []*ast.Field
}

func (x *executor) groups(on *ast.Definition, sets []ast.SelectionSet) []*group {
	var list []*group
	visited := map[string]bool{}
	var add func(ast.SelectionSet)
	add = func(set ast.SelectionSet) {
		for _, s := range set {
			switch s := s.(type) {
			case *ast.Field:
				if !x.wanted(s.Directives) {
					continue
				}
				i := slices.IndexFunc(list, func(g *group) bool { return g.key == s.Alias })
				if i < 0 {
					list = append(list, &group{key: s.Alias})
					i = len(list) - 1
				}
				list[i].fields = append(list[i].fields, s)
			case *ast.InlineFragment:
				if x.wanted(s.Directives) && (s.TypeCondition == "" || x.ts.possible[s.TypeCondition][on.Name]) {
					add(s.SelectionSet)
				}
			case *ast.FragmentSpread:
				def := x.doc.Fragments.ForName(s.Name)
				if x.wanted(s.Directives) && !visited[s.Name] && x.ts.possible[def.TypeCondition][on.Name] {
					visited[s.Name] = true
					add(def.SelectionSet)
				}
			}
		}
	}
	for _, s := range sets {
		add(s)
	}
	return list
}

func (x *executor) wanted(list ast.DirectiveList) bool {
	for _, d := range list {
		if d.ArgumentMap(x.vars)["if"] == (d.Name == "skip") {
			return false
		}
	}
	return true
}

func (x *executor) object(on *ast.Definition, sets []ast.SelectionSet, path []any) (map[string]any, error) {
	out := map[string]any{}
	var bubbles error
	for _, g := range x.groups(on, sets) {
		at := append(slices.Clone(path), g.key)
		if g.fields[0].Name == "__typename" {
			out[g.key] = on.Name
			continue
		}
		var below []ast.SelectionSet
		for _, f := range g.fields {
			below = append(below, f.SelectionSet)
		}
		v, err := x.value(on.Fields.ForName(g.fields[0].Name).Type, below, at)
		if err != nil {
			bubbles = err // the others may still run and fail on their own
		}
		out[g.key] = v
	}
	return out, bubbles
}

func (x *executor) value(t *ast.Type, below []ast.SelectionSet, path []any) (any, error) {
	if x.rare(25) {
		x.errors = append(x.errors, map[string]any{"message": "it failed", "path": positions(path)})
		return nil, bubble(t)
	}
	if !t.NonNull && x.rare(8) {
		return nil, nil
	}
	v, err := x.full(t, below, path)
	if err != nil {
		return nil, bubble(t)
	}
	return v, nil
}

// bubble hands an error on where null may not stand.
func bubble(t *ast.Type) error {
	if t.NonNull {
		return errBubbles
	}
	return nil
}

func positions(path []any) []any {
	var out []any
	for _, step := range path {
		if i, ok := step.(int); ok {
			out = append(out, json.Number(fmt.Sprint(i)))
		} else {
			out = append(out, step)
		}
	}
	return out
}

func (x *executor) full(t *ast.Type, below []ast.SelectionSet, path []any) (any, error) {
	if t.Elem != nil {
		list := []any{}
		var bubbles error
		for i := range int(x.dice.Draw(3)) {
			v, err := x.value(t.Elem, below, append(slices.Clone(path), i))
			if err != nil {
				bubbles = err
			}
			list = append(list, v)
		}
		return list, bubbles
	}
	def := x.ts.types.Types[t.NamedType]
	switch def.Kind {
	case ast.Enum:
		return def.EnumValues[int(x.dice.Draw(uint64(len(def.EnumValues))))].Name, nil
	case ast.Scalar:
		return x.scalar(def), nil
	}
	possible := x.ts.possibleTypes(def)
	if len(possible) == 0 {
		return nil, errBubbles
	}
	return x.object(possible[int(x.dice.Draw(uint64(len(possible))))], below, path)
}

func (x *executor) scalar(def *ast.Definition) any {
	switch def.Name {
	case "Int":
		return json.Number("7")
	case "Float":
		return json.Number("1.5")
	case "Boolean":
		return true
	}
	if standard(def) == "date-time" {
		return "2024-01-15T10:30:00Z"
	}
	return "text"
}

// Whatever a service that keeps the specification answers, nothing is found; and what is changed in it is.
func rehearse(t *testing.T, ts *TypeSystem, documents int) {
	t.Helper()
	a := NewAuthor(ts, Limits{})
	failed, changed := 0, 0
	for i := range documents {
		w := a.Write(&dice{uint64(i)}, i)
		doc := hold(t, ts, w)
		c := &coercer{ts: ts}
		x := &executor{ts: ts, doc: doc, dice: &dice{uint64(i) * 7}, calm: i%3 == 0, vars: c.variables(doc.Operations[0], nil, w.Variables, source(nil))}
		answer := x.run(doc.Operations[0])
		judgement := ts.Judge(w.Question, answer)
		require.Empty(t, judgement.Faults, "%s\n%s", w.Document, compact(answer))
		require.Empty(t, judgement.Unsure)
		failed += min(len(x.errors), 1)
		if data, ok := answer["data"].(map[string]any); ok {
			data["unasked"] = json.Number("1")
			require.NotEmpty(t, ts.Judge(w.Question, answer).Faults)
			changed++
		}
	}
	t.Logf("%d answers, %d with errors, %d changed", documents, failed, changed)
	require.Positive(t, failed)
	require.Positive(t, changed)
}

func TestJudgeBelievesSoundServices(t *testing.T) { rehearse(t, shop(t), 3000) }

func TestJudgeBelievesSoundServicesOfTheCorpus(t *testing.T) {
	for _, path := range corpusFiles(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			ts, err := Open(path)
			require.NoError(t, err)
			rehearse(t, ts, 500)
		})
	}
}
