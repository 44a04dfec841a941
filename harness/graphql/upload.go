package graphql

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// Files travel beside the variables, in a form whose first parts say where in the variables they belong (GraphQL multipart
// request specification, 2.0). No standard of the GraphQL Foundation knows them; nearly all servers speak this.

const formMedia = "multipart/form-data"

// preflight are headers that make a browser ask before it sends a form to another site, and without which servers refuse one.
var preflight = []string{"GraphQL-Require-Preflight", "Apollo-Require-Preflight"}

// boundary stands between the parts of a form. It is always the same, so that requests can be compared.
const boundary = "contravene-7c1d40e2b95f4a18"

// isUpload reports whether a scalar stands for a file.
func isUpload(def *ast.Definition) bool {
	return def != nil && def.Kind == ast.Scalar && strings.EqualFold(def.Name, "Upload")
}

// uploads reports whether a field takes files, at any depth of its arguments.
func (t *TypeSystem) uploads(f *ast.FieldDefinition) bool {
	seen := map[string]bool{}
	var within func(typ *ast.Type) bool
	within = func(typ *ast.Type) bool {
		def := t.types.Types[typ.Name()]
		if def == nil || seen[def.Name] {
			return isUpload(def)
		}
		seen[def.Name] = true
		return isUpload(def) || def.Kind == ast.InputObject && slices.ContainsFunc(def.Fields, func(f *ast.FieldDefinition) bool { return within(f.Type) })
	}
	return slices.ContainsFunc(f.Arguments, func(a *ast.ArgumentDefinition) bool { return within(a.Type) })
}

// file is the content of one, with its place in the operations of a form.
type file struct{ at, content string }

// detach takes the files out of a value of a type; null stands in their place.
func (t *TypeSystem) detach(typ *ast.Type, v any, at string, into *[]file) any {
	switch v := v.(type) {
	case []any:
		if typ.Elem == nil {
			return v
		}
		list := make([]any, len(v))
		for i, e := range v {
			list[i] = t.detach(typ.Elem, e, at+"."+strconv.Itoa(i), into)
		}
		return list
	case map[string]any:
		object := make(map[string]any, len(v))
		def := t.types.Types[typ.Name()]
		for name, member := range v {
			object[name] = member
			if def != nil && def.Fields.ForName(name) != nil {
				object[name] = t.detach(def.Fields.ForName(name).Type, member, at+"."+name, into)
			}
		}
		return object
	case string:
		if typ.Elem == nil && isUpload(t.types.Types[typ.NamedType]) {
			*into = append(*into, file{at, v})
			return nil
		}
	}
	return v
}

// attached makes a request one that may carry files.
func (w *wire) attached(p *plan, r *harness.Request, v any) error {
	r.Header.Set("Content-Type", formMedia+"; boundary="+boundary)
	for _, name := range preflight {
		r.Header.Set(name, "1")
	}
	arguments, ok := v.(map[string]any)
	if !ok {
		return errors.New("the arguments of a field are an object by their nature; nothing else can travel")
	}
	text, variables, err := p.document(arguments)
	if err == nil {
		r.Body, err = w.form(p, text, variables)
	}
	return err
}

// form writes the body of a request with files.
func (w *wire) form(p *plan, document string, variables map[string]any) ([]byte, error) {
	var files []file
	sent := map[string]any{}
	for _, a := range p.field.Arguments { // in the order of the schema, so that equal requests have equal bytes
		if v, ok := variables[a.Name]; ok {
			sent[a.Name] = w.ts.detach(a.Type, v, "variables."+a.Name, &files)
		}
	}
	slices.SortFunc(files, func(a, b file) int { return strings.Compare(a.at, b.at) })
	operations, err := envelope(document, p.field.Name, sent)
	if err != nil {
		return nil, err
	}
	places := map[string][]string{}
	for i, f := range files {
		places[strconv.Itoa(i)] = []string{f.at}
		if strings.Contains(f.content, boundary) {
			return nil, errors.New("a file holds what stands between the parts of the form")
		}
	}
	where, err := json.Marshal(places)
	if err != nil {
		return nil, fmt.Errorf("write JSON: %w", err)
	}
	return formOf(operations, where, files)
}

func formOf(operations, where []byte, files []file) ([]byte, error) {
	var out bytes.Buffer
	form := multipart.NewWriter(&out)
	err := form.SetBoundary(boundary)
	add := func(header textproto.MIMEHeader, content []byte) {
		part, wrong := form.CreatePart(header)
		if err = errors.Join(err, wrong); err == nil {
			_, err = part.Write(content)
		}
	}
	disposition := func(text string) textproto.MIMEHeader {
		return textproto.MIMEHeader{"Content-Disposition": {"form-data; " + text}}
	}
	add(disposition(`name="operations"`), operations)
	add(disposition(`name="map"`), where)
	for i, f := range files {
		header := disposition(fmt.Sprintf(`name="%d"; filename="file-%d.txt"`, i, i))
		header.Set("Content-Type", "text/plain; charset=utf-8")
		add(header, []byte(f.content))
	}
	err = errors.Join(err, form.Close())
	return out.Bytes(), err
}

// errForm says that a body is no form that carries a request.
var errForm = errors.New("the body is no form with operations, a map and the files that it names")

// unform reads the JSON of a request out of a form, with the contents of files where they belong.
func unform(contentType string, body []byte) (any, error) {
	_, parameters, err := mime.ParseMediaType(contentType)
	if err != nil || parameters["boundary"] == "" {
		return nil, errForm
	}
	texts := map[string][]byte{}
	for reader := multipart.NewReader(bytes.NewReader(body), parameters["boundary"]); ; {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || texts[part.FormName()] != nil {
			return nil, errForm
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return nil, errForm
		}
		texts[part.FormName()] = append([]byte{}, content...)
	}
	decoded, err := schema.DecodeJSON(texts["operations"])
	places, err2 := schema.DecodeJSON(texts["map"])
	names, isMap := places.Value.(map[string]any)
	if err != nil || err2 != nil || !isMap || len(decoded.Duplicates)+len(places.Duplicates) > 0 {
		return nil, errForm
	}
	return attach(decoded.Value, names, texts)
}

// attach puts the contents of files where a map says.
func attach(v any, places map[string]any, texts map[string][]byte) (any, error) {
	for name, list := range places {
		content, sent := texts[name]
		all, isList := list.([]any)
		if !sent || !isList {
			return nil, errForm
		}
		for _, at := range all {
			path, _ := at.(string)
			if !insert(v, strings.Split(path, "."), string(content)) {
				return nil, errForm
			}
		}
	}
	return v, nil
}

// insert sets what stands at the end of a path, which must be null.
func insert(v any, path []string, content string) bool {
	last := len(path) == 1
	switch at := v.(type) {
	case map[string]any:
		old, has := at[path[0]]
		if !last {
			return insert(old, path[1:], content)
		}
		at[path[0]] = content
		return has && old == nil
	case []any:
		i, err := strconv.Atoi(path[0])
		if err != nil || i < 0 || i >= len(at) {
			return false
		}
		if !last {
			return insert(at[i], path[1:], content)
		}
		old := at[i]
		at[i] = content
		return old == nil
	}
	return false
}

// carries reports whether a request is one of files.
func carries(h http.Header) bool {
	media, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	return media == formMedia
}
