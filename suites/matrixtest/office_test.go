package matrixtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/contravene-dev/contravene/harness"
)

// office is a service that keeps records of many kinds for several people, all by the same rules: whoever made a record may
// use it, an administrator may read it, and for everybody else there is none.
type office struct {
	careless bool // nobody asks whose a record is, once it is named

	mu      sync.Mutex
	records []*entry
	made    int
}

// entry is a record of the office.
type entry struct {
	kind  *paper
	owner string
	under *entry
	ID    string `json:"id"`
	given
}

// given is what clients write.
type given struct {
	Title  *string `json:"title"`
	Note   *string `json:"note,omitempty"`
	Amount *int    `json:"amount"`
}

// staff are the people with their tokens. Together with nobody and a credential that was tampered with, they stand in six
// relations to what alice makes.
var staff = []struct{ name, class, tenant, token string }{
	{"alice", "user", "north", "tok-alice-5f2c81d0"},
	{"bob", "user", "north", "tok-bob-9b11e6a7"},
	{"carol", "user", "south", "tok-carol-c07d43be"},
	{"root", "admin", "north", "tok-root-1e88f259"},
}

func officeActors() []*harness.Actor {
	var list []*harness.Actor
	for _, s := range staff {
		a := harness.NewActor(s.name, http.Header{"Authorization": {"Bearer " + s.token}})
		a.Class, a.Tenant = s.class, s.tenant
		list = append(list, a)
	}
	return append(list, list[0].Tampered("alice-tampered"))
}

// newOffice opens an office without records.
func newOffice(careless bool) http.Handler {
	o, mux := &office{careless: careless}, http.NewServeMux()
	for _, k := range papers() {
		for pattern, serve := range map[string]func(*call){
			"GET " + k.list(): o.list, "POST " + k.list(): o.create,
			"GET " + k.item(): o.read, "PUT " + k.item(): o.replace, "DELETE " + k.item(): o.remove,
		} {
			mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { o.serve(&call{w: w, r: r, kind: k}, serve) })
		}
	}
	return mux
}

// call is a request under way.
type call struct {
	w      http.ResponseWriter
	r      *http.Request
	kind   *paper
	caller string
	admin  bool
}

// serve finds out who asks, and lets one in at a time.
func (o *office) serve(c *call, handle func(*call)) {
	token, _ := strings.CutPrefix(c.r.Header.Get("Authorization"), "Bearer ")
	for _, s := range staff {
		if s.token == token {
			c.caller, c.admin = s.name, s.class == "admin"
		}
	}
	if c.caller == "" {
		c.w.Header().Set("WWW-Authenticate", "Bearer")
		c.refuse(http.StatusUnauthorized, "unauthorized")
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	handle(c)
}

func (c *call) refuse(status int, code string) { c.answer(status, map[string]string{"code": code}) }

func (c *call) answer(status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		status, text = http.StatusInternalServerError, []byte("{}") // texts and numbers always encode
	}
	c.w.Header().Set("Content-Type", "application/json")
	c.w.WriteHeader(status)
	// The client may have gone; there is nobody left to tell.
	_, _ = c.w.Write(text)
}

// find gives the record that a path names, if the caller may use it like that. What it belongs to has to be the caller's too.
func (o *office) find(c *call, k *paper, looks bool) *entry {
	for _, e := range o.records {
		if e.kind == k && e.ID == c.r.PathValue(k.one+"Id") && (o.careless || e.owner == c.caller || looks && c.admin) {
			if k.under == nil || e.under == o.find(c, k.under, looks) {
				return e
			}
		}
	}
	return nil
}

// above gives what the listed or created records belong to; ok is false when there is no such thing for the caller.
func (o *office) above(c *call, looks bool) (whole *entry, ok bool) {
	if c.kind.under == nil {
		return nil, true
	}
	whole = o.find(c, c.kind.under, looks)
	return whole, whole != nil
}

func (o *office) list(c *call) {
	whole, ok := o.above(c, true)
	if !ok {
		c.refuse(http.StatusNotFound, "missing")
		return
	}
	items := []*entry{}
	for _, e := range o.records {
		if e.kind == c.kind && e.under == whole && (e.owner == c.caller || c.admin) {
			items = append(items, e)
		}
	}
	c.answer(http.StatusOK, map[string]any{"items": items})
}

func (o *office) create(c *call) {
	whole, ok := o.above(c, false)
	if !ok {
		c.refuse(http.StatusNotFound, "missing")
		return
	}
	g, ok := c.given()
	if !ok {
		return
	}
	o.made++
	e := &entry{kind: c.kind, owner: c.caller, under: whole, ID: fmt.Sprintf("%s-%06d", c.kind.one, o.made), given: g}
	o.records = append(o.records, e)
	c.answer(http.StatusCreated, e)
}

func (o *office) read(c *call) {
	if e := o.find(c, c.kind, true); e != nil {
		c.answer(http.StatusOK, e)
		return
	}
	c.refuse(http.StatusNotFound, "missing")
}

func (o *office) replace(c *call) {
	e := o.find(c, c.kind, false)
	if e == nil {
		c.refuse(http.StatusNotFound, "missing")
		return
	}
	if g, ok := c.given(); ok {
		e.given = g
		c.answer(http.StatusOK, e)
	}
}

func (o *office) remove(c *call) {
	e := o.find(c, c.kind, false)
	if e == nil {
		c.refuse(http.StatusNotFound, "missing")
		return
	}
	o.records = slices.DeleteFunc(o.records, func(r *entry) bool { return r == e || r.under == e })
	c.w.WriteHeader(http.StatusNoContent)
}

var jsonMedia = regexp.MustCompile(`^application/json\s*(;.*)?$`)

// given reads a body and answers one that breaks the contract.
func (c *call) given() (g given, ok bool) {
	d := json.NewDecoder(c.r.Body)
	d.DisallowUnknownFields()
	err := d.Decode(&g)
	short := func(s *string, least, most int) bool {
		return s == nil || utf8.RuneCountInString(*s) >= least && utf8.RuneCountInString(*s) <= most
	}
	if err != nil || !jsonMedia.MatchString(c.r.Header.Get("Content-Type")) || g.Title == nil || g.Amount == nil ||
		!short(g.Title, 1, 80) || !short(g.Note, 0, 300) || *g.Amount < 0 || *g.Amount > 100000 {
		c.refuse(http.StatusBadRequest, "invalid")
		return given{}, false
	}
	return g, true
}
