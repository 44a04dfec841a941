package gate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness/diff"
)

// Preset is a set of lenses through which changes are looked at.
type Preset string

// The presets. Wire, Codegen and Strict each take in the one before; Security stands beside them.
const (
	// Wire asks whether clients that were correct still are.
	Wire Preset = "wire"
	// Codegen also asks whether code that is generated anew keeps its names.
	Codegen Preset = "codegen"
	// Strict also asks whether what was announced is kept, and fails what the others only warn of.
	Strict Preset = "strict"
	// Security asks whether somebody is let in, shown or allowed more than before, whom clients never complain about.
	Security Preset = "security"
)

// Presets lists the presets.
var Presets = []Preset{Wire, Codegen, Strict, Security}

// unguarded leaves Security out of a list where it would be taken in.
const unguarded = "no-security"

// ParsePresets reads a list such as "codegen" or "wire,security". Security is taken in unless no-security says otherwise: what
// opens an API is no question of how closely clients are looked after.
func ParsePresets(names ...string) ([]Preset, error) {
	var list []Preset
	guarded := true
	for _, name := range strings.Split(strings.Join(names, ","), ",") {
		switch name = strings.TrimSpace(name); {
		case name == unguarded:
			guarded = false
		case !slices.Contains(Presets, Preset(name)):
			return nil, fmt.Errorf("%q is no preset; use wire, codegen, strict, security or %s", name, unguarded)
		case !slices.Contains(list, Preset(name)):
			list = append(list, Preset(name))
		}
	}
	switch {
	case guarded && !slices.Contains(list, Security):
		list = append(list, Security)
	case !guarded && slices.Contains(list, Security):
		return nil, fmt.Errorf("security and %s exclude each other; keep one", unguarded)
	case len(list) == 0:
		return nil, fmt.Errorf("%s alone leaves nothing to look at; add wire, codegen or strict", unguarded)
	}
	slices.SortFunc(list, func(a, b Preset) int { return slices.Index(Presets, a) - slices.Index(Presets, b) })
	return list, nil
}

// lenses are those of each preset, the weightiest first.
func (p Preset) lenses() []diff.Lens {
	switch p {
	case Wire:
		return []diff.Lens{diff.Compat}
	case Codegen:
		return append(Wire.lenses(), diff.Codegen)
	case Strict:
		return append(Codegen.lenses(), diff.Lifecycle)
	case Security:
		return []diff.Lens{diff.Security, diff.Exposure, diff.Mass, diff.Bounds}
	}
	return nil
}

// weight orders lenses by what is at stake.
var weight = []diff.Lens{diff.Security, diff.Exposure, diff.Mass, diff.Bounds, diff.Compat, diff.Lifecycle, diff.Codegen}
