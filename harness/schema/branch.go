package schema

import (
	"errors"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// readBranch reads the errors of the one branch that the value was meant for. With none or several such branches it says
// nothing: the reasons of ten branches explain nothing.
func (r *reading) readBranch(e *jsonschema.ValidationError) {
	var meant *jsonschema.ValidationError
	for _, branch := range e.Causes {
		if r.rulesOut(branch, len(e.InstanceLocation), r.discriminator(e)) {
			continue
		}
		if meant != nil {
			return
		}
		meant = branch
	}
	if meant != nil {
		r.read(meant)
	}
}

func (r *reading) discriminator(e *jsonschema.ValidationError) string {
	if d := r.compiler.origin(e.SchemaURL).schema.Discriminator; d != nil {
		return d.Property
	}
	return ""
}

// rulesOut reports whether a branch failed in a way that shows it was not meant: the value is of another type, or is not
// its constant, or a property that names the kind of object names another kind.
func (r *reading) rulesOut(e *jsonschema.ValidationError, depth int, discriminator string) bool {
	below := len(e.InstanceLocation) - depth
	switch k := e.ErrorKind.(type) {
	case nil, *kind.Schema, *kind.Group, *kind.Reference, *kind.AllOf:
		for _, cause := range e.Causes {
			if r.rulesOut(cause, depth, discriminator) {
				return true
			}
		}
	case *kind.AnyOf, *kind.OneOf:
		// A union inside the branch is ruled out when all of its own branches are.
		for _, cause := range e.Causes {
			if !r.rulesOut(cause, depth, discriminator) {
				return false
			}
		}
		return len(e.Causes) > 0
	case *kind.Type, *kind.FalseSchema:
		return below == 0
	case *kind.Format:
		return k.Want == guardName
	case *kind.Required:
		for _, name := range k.Missing {
			if below == 0 && name == discriminator {
				return true
			}
		}
	case *broken:
		switch k.keyword {
		case "type":
			return below == 0
		case "const", "enum":
			return below <= 1
		}
	}
	return false
}

// meant reports whether an invalid value is one that the branch of a union was meant for.
func (s *Schema) meant(face Face, v any) bool {
	compiled, c := s.compiled(face)
	var tree *jsonschema.ValidationError
	if !errors.As(compiled.Validate(v), &tree) {
		return true
	}
	r := reading{compiler: c, value: v}
	return !r.rulesOut(tree, 0, "")
}
