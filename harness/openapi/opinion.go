package openapi

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sort"
	"strings"

	"github.com/pb33f/libopenapi/datamodel"
	v2 "github.com/pb33f/libopenapi/datamodel/low/v2"
	v3 "github.com/pb33f/libopenapi/datamodel/low/v3"
	"github.com/pb33f/libopenapi/index"
	"github.com/pb33f/libopenapi/utils"

	"github.com/contravene-dev/contravene/harness/schema"
)

// opinion is what libopenapi's model of the same document says, so that a mistake of ours does not go unseen.
type opinion struct {
	operations map[opKey]bool
	complaints []string
}

// opKey is an operation as both sides know it.
type opKey struct{ path, method string }

// configuration makes libopenapi quiet, keeps it from rewriting nodes, and lets it see no files but those already read.
func (l *loader) configuration() *datamodel.DocumentConfiguration {
	config := &datamodel.DocumentConfiguration{
		Logger:                               slog.New(slog.DiscardHandler), // the default writes to stdout
		SkipJSONConversion:                   true,
		SkipMetadataCollection:               true,
		SkipCircularReferenceCheck:           true, // circles are fine; those that are not have been refused
		ExcludeExtensionRefs:                 true,
		ResolveNestedRefsWithDocumentContext: true,
	}
	if len(l.files) > 1 {
		config.BasePath = "."
		config.SpecFilePath = l.root.path
		config.LocalFS = newShelf(l.files, l.root)
	}
	return config
}

// maxReferences is how many different references one file may hold for libopenapi to be asked: its index compares them with
// each other. The largest public documents hold fewer than two thousand.
const maxReferences = 5000

// crossCheck compares our reading of the document with libopenapi's.
func (l *loader) crossCheck(ctx context.Context, info *datamodel.SpecInfo, ours []found) error {
	held := map[*file]int{}
	for key := range l.resolved {
		if held[key.from]++; held[key.from] > maxReferences {
			l.note(schema.Source{File: key.from.name, Line: 1, Column: 1},
				"the file holds more than %d different references, so libopenapi was not asked for a second opinion", maxReferences)
			return nil
		}
	}
	type answer struct {
		opinion *opinion
		err     error
	}
	answered := make(chan answer, 1)
	go func() {
		o, err := l.ask(info)
		answered <- answer{o, err}
	}()
	select {
	case a := <-answered:
		if a.err != nil {
			l.note(schema.Source{File: l.root.name, Line: 1, Column: 1}, "libopenapi has no second opinion: %v", a.err)
			return nil
		}
		return l.compare(a.opinion, ours)
	case <-ctx.Done():
		return fmt.Errorf("load contract %s: %w", l.root.name, ctx.Err())
	}
}

// ask builds libopenapi's low-level model. The high-level one would only wrap it again.
func (l *loader) ask(info *datamodel.SpecInfo) (o *opinion, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("it gave up: %v", r)
		}
	}()
	o = &opinion{operations: map[opKey]bool{}}
	var rolodex *index.Rolodex
	if l.dialect == swagger20 {
		doc, modelErr := v2.CreateDocumentFromConfig(info, l.configuration())
		rolodex = o.readV2(doc, modelErr)
	} else {
		doc, modelErr := v3.CreateDocumentFromConfig(info, l.configuration())
		rolodex = o.readV3(doc, modelErr)
	}
	rolodex.Release()
	return o, nil
}

func (o *opinion) readV3(doc *v3.Document, err error) *index.Rolodex {
	o.complain(err)
	if doc == nil {
		return nil
	}
	if doc.Paths.Value == nil {
		return doc.Rolodex
	}
	for key, item := range doc.Paths.Value.PathItems.FromOldest() {
		p := item.Value
		o.add(key.Value, "get", p.Get.Value != nil)
		o.add(key.Value, "put", p.Put.Value != nil)
		o.add(key.Value, "post", p.Post.Value != nil)
		o.add(key.Value, "delete", p.Delete.Value != nil)
		o.add(key.Value, "options", p.Options.Value != nil)
		o.add(key.Value, "head", p.Head.Value != nil)
		o.add(key.Value, "patch", p.Patch.Value != nil)
		o.add(key.Value, "trace", p.Trace.Value != nil)
		o.add(key.Value, "query", p.Query.Value != nil)
		if p.AdditionalOperations.Value != nil {
			for method, op := range p.AdditionalOperations.Value.FromOldest() {
				o.add(key.Value, method.Value, op.Value != nil)
			}
		}
	}
	return doc.Rolodex
}

func (o *opinion) readV2(doc *v2.Swagger, err error) *index.Rolodex {
	o.complain(err)
	if doc == nil {
		return nil
	}
	if doc.Paths.Value == nil {
		return doc.Rolodex
	}
	for key, item := range doc.Paths.Value.PathItems.FromOldest() {
		p := item.Value
		o.add(key.Value, "get", p.Get.Value != nil)
		o.add(key.Value, "put", p.Put.Value != nil)
		o.add(key.Value, "post", p.Post.Value != nil)
		o.add(key.Value, "delete", p.Delete.Value != nil)
		o.add(key.Value, "options", p.Options.Value != nil)
		o.add(key.Value, "head", p.Head.Value != nil)
		o.add(key.Value, "patch", p.Patch.Value != nil)
	}
	return doc.Rolodex
}

func (o *opinion) add(path, method string, there bool) {
	if there {
		o.operations[opKey{path, method}] = true
	}
}

// complain keeps libopenapi's errors, except for circular references, which are fine.
func (o *opinion) complain(err error) {
	for _, e := range utils.UnwrapErrors(err) {
		var resolving *index.ResolvingError
		if errors.As(e, &resolving) && resolving.CircularReference != nil {
			continue
		}
		text := e.Error()
		if strings.Contains(text, "circular reference") {
			continue
		}
		o.complaints = append(o.complaints, text)
	}
	sort.Strings(o.complaints)
}

// compare makes sure that no operation is in libopenapi's model and not in ours, which is an error: it would stay untested.
// The other way round it is a problem worth knowing. Every reference of the document has been followed by then, so the
// operation is there, but tools built on libopenapi will not see it.
func (l *loader) compare(o *opinion, ours []found) error {
	for _, f := range ours {
		key := opKey{f.path, f.method}
		if o.operations[key] {
			delete(o.operations, key)
			continue
		}
		reason := "without a reason"
		if len(o.complaints) > 0 {
			reason = "saying: " + clip(o.complaints[0])
		}
		l.problem(f.at, "libopenapi does not see the operation %s %s, %s", f.verb(), clip(f.path), reason)
	}
	var lost []string
	for key := range o.operations {
		known := slices.Contains(allMethods, strings.ToLower(key.method))
		if known && !slices.Contains(l.dialect.methods(), key.method) || !known && l.dialect < openapi32 {
			continue // this version of the specification has no such method
		}
		lost = append(lost, fmt.Sprintf("load contract %s: the operation %s %s would be lost; write it the way the specification does",
			l.pathSource(key.path), strings.ToUpper(key.method), key.path))
	}
	if len(lost) == 0 {
		return nil
	}
	sort.Strings(lost)
	return errors.New(strings.Join(lost, "\n"))
}

// pathSource is where a path stands in the root document.
func (l *loader) pathSource(path string) schema.Source {
	root := place{file: l.root, node: plain(l.root.root)}
	if p := root.child("paths").child(path); p.ok() {
		return p.source()
	}
	return root.source()
}
