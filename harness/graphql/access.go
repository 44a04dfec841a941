package graphql

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness"
)

// closing are directives that ask for a credential, by their names in lower case. GraphQL declares none; these are the words
// of Apollo Federation, AWS AppSync, and of what servers' manuals teach. Who the caller has to be is not read from them: of
// hasRole(role: MODERATOR) nothing says whether an administrator may as well.
var closing = map[string]bool{
	"auth": true, "authenticated": true, "isauthenticated": true, "requiresauth": true, "requireauth": true, "authorized": true, "authorize": true,
	"loggedin": true, "login": true, "protected": true, "secured": true, "hasrole": true, "hasroles": true, "requiresrole": true, "rolesallowed": true,
	"hasscope": true, "hasscopes": true, "requiresscopes": true, "haspermission": true, "haspermissions": true, "requirespermission": true,
	"policy": true, "can": true, "aws_auth": true, "aws_cognito_user_pools": true, "aws_iam": true, "aws_oidc": true, "aws_lambda": true,
}

// opening are directives that let everybody in, whatever stands around them.
var opening = map[string]bool{"public": true, "skipauth": true, "anonymous": true, "aws_api_key": true}

// access reads who may call a root field from its directives, and else from those of its root type.
func (w *wire) access(root *ast.Definition, f *ast.FieldDefinition) []harness.Requirement {
	for _, list := range []ast.DirectiveList{f.Directives, root.Directives} {
		var all []harness.Requirement
		for _, d := range list {
			name := strings.ToLower(d.Name)
			if opening[name] {
				return nil
			}
			if closing[name] {
				all = combine(all, w.demands(d))
			}
		}
		if all != nil {
			return all
		}
	}
	return nil
}

// demands gives the alternatives that one directive asks for. Only @requiresScopes has an argument whose meaning is written
// down (Apollo Federation 2.5): any of the lists is enough, of which all scopes are needed.
func (w *wire) demands(d *ast.Directive) []harness.Requirement {
	scheme := w.scheme(d)
	scopes := d.Arguments.ForName("scopes")
	if !strings.EqualFold(d.Name, "requiresScopes") || scopes == nil || scopes.Value == nil {
		return []harness.Requirement{{harness.Demand{Scheme: scheme}}}
	}
	var all []harness.Requirement
	for _, alternative := range scopes.Value.Children {
		demand := harness.Demand{Scheme: scheme}
		for _, scope := range alternative.Value.Children {
			demand.Scopes = append(demand.Scopes, scope.Value.Raw)
		}
		all = append(all, harness.Requirement{demand})
	}
	return all
}

// combine gives the alternatives of two directives that both have to be satisfied.
func combine(a, b []harness.Requirement) []harness.Requirement {
	if a == nil {
		return b
	}
	var all []harness.Requirement
	for _, x := range a {
		for _, y := range b {
			all = append(all, append(append(harness.Requirement{}, x...), y...))
		}
	}
	return all
}

// scheme stands for the credential that a directive asks for. How it travels is nowhere said.
func (w *wire) scheme(d *ast.Directive) *harness.SecurityScheme {
	name := "@" + d.Name
	for _, s := range w.contract.Schemes {
		if s.Name == name {
			return s
		}
	}
	s := &harness.SecurityScheme{Name: name, Type: "directive", Source: source(d.Position)}
	if d.Definition != nil && d.Definition.Position != nil {
		s.Source = source(d.Definition.Position)
	}
	w.contract.Schemes = append(w.contract.Schemes, s)
	return s
}

// telling are directives that say something about a field and nothing about who may ask for it, by their names in lower case.
var telling = map[string]bool{"deprecated": true, "cost": true, "listsize": true, "tag": true, "cachecontrol": true, "semanticnonnull": true}

// Guard writes down the directives that close an operation's field, the same text for fields that are closed alike, and lists the
// texts and names among their arguments. It is empty where no closing directive has arguments: then any credential will do.
func Guard(op *harness.Operation) (text string, words []string) {
	w, ok := op.Wire.(*wire)
	if !ok || w.plans[op.ID] == nil {
		return "", nil
	}
	p := w.plans[op.ID]
	closes := false
	var out []string
	for _, d := range slices.Concat(p.field.Directives, p.root.Directives) {
		name := strings.ToLower(d.Name)
		if opening[name] {
			return "", nil
		}
		if telling[name] {
			continue
		}
		one := "@" + d.Name
		for _, a := range slices.SortedFunc(slices.Values(d.Arguments), func(a, b *ast.Argument) int { return strings.Compare(a.Name, b.Name) }) {
			closes = closes || closing[name]
			one += " " + a.Name + ": " + a.Value.String()
			words = append(words, leavesOf(a.Value)...)
		}
		out = append(out, one)
	}
	if !closes {
		return "", nil
	}
	slices.Sort(out)
	return strings.Join(out, "\n"), words
}

// leavesOf lists the texts and names in a literal.
func leavesOf(v *ast.Value) []string {
	if len(v.Children) == 0 {
		return []string{v.Raw}
	}
	var list []string
	for _, c := range v.Children {
		list = append(list, leavesOf(c.Value)...)
	}
	return list
}
