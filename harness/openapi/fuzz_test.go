package openapi

import (
	"strings"
	"testing"
	"time"
)

// FuzzParse looks for documents that crash the loader, or what it makes.
func FuzzParse(f *testing.F) {
	f.Add([]byte(swagger))
	f.Add([]byte(shop))
	f.Add([]byte(routes))
	f.Add([]byte(wrongTypes))
	f.Add([]byte(wrongSwagger))
	f.Add([]byte(nulls))
	f.Add([]byte(strings.ReplaceAll(frame, "%", "#fine")))
	f.Add([]byte(`{"openapi":"3.2.0","paths":{"/x":{"query":{"parameters":[{"in":"querystring","name":"q","content":{"a/b":{}}}]}}}}`))
	for _, row := range hostile {
		if len(row.text) < 4096 {
			f.Add([]byte(row.text))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 1<<16 {
			t.Skip("more text says no more")
		}
		started := time.Now()
		defer func() {
			if took := time.Since(started); took > 20*time.Second {
				t.Fatalf("it took %s", took)
			}
		}()
		c, err := Parse("h.yaml", text, Options{})
		if err != nil {
			if !position.MatchString(err.Error()) {
				t.Fatalf("the error has no place: %v", err)
			}
			return
		}
		use(c)
	})
}
