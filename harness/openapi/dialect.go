package openapi

import (
	"fmt"
	"strings"
)

// String names the dialect as people write it.
func (d dialect) String() string {
	return [...]string{"Swagger 2.0", "OpenAPI 3.0", "OpenAPI 3.1", "OpenAPI 3.2"}[d]
}

// recognise reads the version that a document declares and sets the dialect. It gives the contract's language.
func (l *loader) recognise(root place) (string, error) {
	for _, name := range []string{"openapi", "swagger"} {
		v := root.child(name)
		if !v.ok() {
			continue
		}
		version := strings.TrimSpace(v.text())
		d, ok := dialectOf(name, version)
		if !ok {
			return "", fmt.Errorf("load contract %s: %s version %q is not supported; use Swagger 2.0 or OpenAPI 3.0, 3.1 or 3.2",
				v.source(), name, clip(version))
		}
		l.dialect = d
		if d == swagger20 {
			return "Swagger 2.0", nil
		}
		return "OpenAPI " + version, nil
	}
	for _, other := range []string{"asyncapi", "arazzo", "overlay", "raml", "smithy"} {
		if v := root.child(other); v.ok() {
			return "", fmt.Errorf("load contract %s: this is an %s document; name the OpenAPI document it belongs to", v.source(), other)
		}
	}
	return "", fmt.Errorf("load contract %s: it has neither an openapi nor a swagger version; name an OpenAPI document",
		root.source())
}

func dialectOf(name, version string) (dialect, bool) {
	if name == "swagger" {
		return swagger20, version == "2.0" || version == "2"
	}
	major, rest, _ := strings.Cut(version, ".")
	minor, patch, _ := strings.Cut(rest, ".")
	if major != "3" || strings.Trim(patch, "0123456789") != "" && !strings.ContainsAny(patch, "-+") {
		return 0, false
	}
	switch minor {
	case "0":
		return openapi30, true
	case "1":
		return openapi31, true
	case "2":
		return openapi32, true
	}
	return 0, false
}
