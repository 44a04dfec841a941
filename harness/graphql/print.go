package graphql

import (
	"fmt"
	"slices"
	"strings"
)

// printer writes what introspection says as SDL.
type printer struct {
	out strings.Builder
	err error
}

func (p *printer) fail(where string, err error) {
	if p.err == nil && err != nil {
		p.err = fmt.Errorf("%s: %w", where, err)
	}
}

func (p *printer) schema(s *introspected) {
	p.describe(s.Description, "")
	p.out.WriteString("schema {\n")
	for _, root := range []struct {
		kind string
		typ  *struct{ Name string }
	}{{"query", s.QueryType}, {"mutation", s.MutationType}, {"subscription", s.SubscriptionType}} {
		if root.typ != nil && root.typ.Name != "" {
			p.out.WriteString("  " + root.kind + ": " + root.typ.Name + "\n")
		}
	}
	p.out.WriteString("}\n")
	for i := range s.Directives {
		p.directive(&s.Directives[i])
	}
	for i := range s.Types {
		p.out.WriteByte('\n')
		p.typ(&s.Types[i])
	}
}

func (p *printer) directive(d *introspectedDirective) {
	if len(d.Locations) == 0 || !isName(d.Name) {
		return
	}
	p.out.WriteByte('\n')
	p.describe(d.Description, "")
	p.out.WriteString("directive @" + d.Name)
	p.arguments("@"+d.Name, d.Args)
	if d.IsRepeatable {
		p.out.WriteString(" repeatable")
	}
	p.out.WriteString(" on " + strings.Join(d.Locations, " | ") + "\n")
}

func (p *printer) typ(t *introspectedType) {
	if !isName(t.Name) {
		p.fail("a type", fmt.Errorf("%q is no name", t.Name))
		return
	}
	p.describe(t.Description, "")
	switch t.Kind {
	case "SCALAR":
		p.out.WriteString("scalar " + t.Name)
		if t.SpecifiedByURL != "" {
			p.out.WriteString(" @specifiedBy(url: " + quote(t.SpecifiedByURL) + ")")
		}
		p.out.WriteByte('\n')
	case "OBJECT", "INTERFACE":
		p.out.WriteString(map[string]string{"OBJECT": "type ", "INTERFACE": "interface "}[t.Kind] + t.Name)
		p.join(t, " implements ", " & ", t.Interfaces)
		p.fields(t)
	case "UNION":
		p.out.WriteString("union " + t.Name)
		p.join(t, " = ", " | ", t.PossibleTypes)
		p.out.WriteByte('\n')
	case "ENUM":
		p.out.WriteString("enum " + t.Name + " {\n")
		for _, v := range t.EnumValues {
			p.describe(v.Description, "  ")
			p.out.WriteString("  " + v.Name)
			p.deprecation(v.IsDeprecated, v.DeprecationReason)
			p.out.WriteByte('\n')
		}
		p.out.WriteString("}\n")
	case "INPUT_OBJECT":
		p.inputObject(t)
	default:
		p.fail(t.Name, fmt.Errorf("the kind %q is unknown", t.Kind))
	}
}

func (p *printer) join(t *introspectedType, before, between string, list []typeRef) {
	for i := range list {
		name, err := list[i].text()
		p.fail(t.Name, err)
		if i > 0 {
			before = between
		}
		p.out.WriteString(before + name)
	}
}

func (p *printer) fields(t *introspectedType) {
	p.out.WriteString(" {\n")
	for i := range t.Fields {
		f := &t.Fields[i]
		p.describe(f.Description, "  ")
		p.out.WriteString("  " + f.Name)
		p.arguments(t.Name+"."+f.Name, f.Args)
		typ, err := f.Type.text()
		p.fail(t.Name+"."+f.Name, err)
		p.out.WriteString(": " + typ)
		p.deprecation(f.IsDeprecated, f.DeprecationReason)
		p.out.WriteByte('\n')
	}
	p.out.WriteString("}\n")
}

func (p *printer) inputObject(t *introspectedType) {
	p.out.WriteString("input " + t.Name)
	if t.IsOneOf {
		p.out.WriteString(" @oneOf")
	}
	p.out.WriteString(" {\n")
	for i := range t.InputFields {
		p.describe(t.InputFields[i].Description, "  ")
		p.out.WriteString("  ")
		p.input(t.Name, &t.InputFields[i])
		p.out.WriteByte('\n')
	}
	p.out.WriteString("}\n")
}

func (p *printer) arguments(owner string, list []introspectedInput) {
	for i := range list {
		p.out.WriteString([]string{"(", ", "}[min(i, 1)])
		if list[i].Description != "" {
			p.out.WriteString(quote(list[i].Description) + " ")
		}
		p.input(owner, &list[i])
	}
	if len(list) > 0 {
		p.out.WriteByte(')')
	}
}

func (p *printer) input(owner string, in *introspectedInput) {
	typ, err := in.Type.text()
	p.fail(owner+"("+in.Name+":)", err)
	p.out.WriteString(in.Name + ": " + typ)
	if in.DefaultValue != nil {
		p.out.WriteString(" = " + *in.DefaultValue)
	}
	p.deprecation(in.IsDeprecated, in.DeprecationReason)
}

func (p *printer) deprecation(is bool, reason *string) {
	if !is {
		return
	}
	p.out.WriteString(" @deprecated")
	if reason != nil && *reason != "" {
		p.out.WriteString("(reason: " + quote(*reason) + ")")
	}
}

// describe writes a description, as a string on one line: a block string would need care with its indentation.
func (p *printer) describe(text, indent string) {
	if text = strings.TrimSpace(text); text == "" {
		return
	}
	lines := strings.Split(text, "\n")
	plain := !strings.ContainsAny(text, "\"\\") && !slices.ContainsFunc(lines, func(l string) bool { return strings.TrimRight(l, " \t\r") != l })
	if !plain || len(lines) == 1 {
		p.out.WriteString(indent + quote(text) + "\n")
		return
	}
	p.out.WriteString(indent + "\"\"\"\n")
	for _, l := range lines {
		p.out.WriteString(strings.TrimRight(indent+l, " ") + "\n")
	}
	p.out.WriteString(indent + "\"\"\"\n")
}
