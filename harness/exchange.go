package harness

import (
	"errors"
	"net/http"
	"time"

	"github.com/contravene-dev/contravene/harness/schema"
)

// Exchange is one request that was sent and what came of it.
type Exchange struct {
	Step      int
	Operation *Operation
	Actor     string
	Session   string   // the login of its own that the actor used; empty: the one that all cases share
	Request   *Request // what the actor had not signed yet: it holds no secret
	Reading   Reading
	Response  *Response // nil when Err is set
	Elapsed   time.Duration
	Err       error // the world got in the way; judged only where it is Cut, by checks that ask for it
	Skipped   bool  // the step was not sent, because it was not needed or could not be made; there is no request
	Reused    bool  // the answer of an earlier case was shared; nothing was sent
	Renewed   bool  // the credential had expired: this is the answer to the same request with one obtained anew

	Collected bool // nothing was sent: the answer is what came on the stream that an earlier step opened, with that step's request

	Vitals *Vitals // how the service was found to be after it, where there was a reason to look; else nil

	long   bool // the answer is waited for longer, to tell late from never
	via    Channel
	events int    // that are waited for
	stream Stream // what the exchange has opened; nil: nothing, or it is closed
	by     *seal  // the signature of the session
	ended  bool   // an earlier step logged the actor out; its refusal is no accident
}

// Answered reports whether there is a whole answer to judge.
func (x *Exchange) Answered() bool { return x.Err == nil && x.Response != nil }

// tooLong is how long an answer may take before nobody asks for more of the same.
const tooLong = 5 * time.Second

// costs reports whether an exchange forbids a step that asks for more; see [Step.Under].
func (x *Exchange) costs(bytes int) bool {
	return x.Skipped || !x.Answered() || x.Status()/100 != 2 || x.Response.Truncated || len(x.Response.Body) >= bytes || x.Elapsed >= tooLong
}

// Cut reports whether the service took the request and then ended the exchange without a whole answer, as a handler that
// panics does. Targets mark such faults. One may be bad luck; a request that always ends so is the service's doing.
func (x *Exchange) Cut() bool {
	var c interface{ Cut() bool }
	return errors.As(x.Err, &c) && c.Cut()
}

// Status is the answer's status code, or 0 when there was none. Where a contract language lets services answer 200 to
// everything, it is the status that says the same as the answer; what was sent stands in Response.
func (x *Exchange) Status() int {
	if x.Response == nil {
		return 0
	}
	if x.Operation != nil {
		if m, ok := x.Operation.Wire.(Meaner); ok {
			return m.Means(x.Operation, x.Response)
		}
	}
	return x.Response.Status
}

// Response is an answer, read to its end or to the limit.
type Response struct {
	Status    int
	Proto     string // such as "HTTP/1.1"
	Header    http.Header
	Body      []byte // after decompression
	Truncated bool   // the body went on beyond the limit; what depends on the whole of it must not be judged

	body *content // what is known of the body; shared by answers of one operation that have the same
}

// content is a body and what was worked out from its bytes alone. Services answer the same again and again, above all when
// they refuse, and nothing about equal bytes needs to be worked out twice. One goroutine uses it.
type content struct {
	text     []byte
	decoded  schema.Decoded
	err      error
	isParsed bool
	derived  map[any]any
}

func (r *Response) content() *content {
	if r.body == nil {
		r.body = &content{text: r.Body}
	}
	return r.body
}

// JSON decodes the body once, for all checks. The error says what is wrong with the text.
func (r *Response) JSON() (schema.Decoded, error) {
	c := r.content()
	if !c.isParsed {
		c.decoded, c.err = schema.DecodeJSON(r.Body)
		c.isParsed = true
	}
	return c.decoded, c.err
}

// mostDerived bounds what is kept of one body. What is needed again and again is worked out again soon.
const mostDerived = 512

// Derive works something out from the answer's body once for each key, however many answers have that body. It must
// depend on the body's bytes and the key alone; the result is shared and must not be changed.
func Derive[T any](r *Response, key any, work func() T) T {
	c := r.content()
	if known, ok := c.derived[key]; ok {
		return known.(T)
	}
	if c.derived == nil {
		c.derived = map[any]any{}
	}
	if len(c.derived) >= mostDerived {
		clear(c.derived) // some keys hold what was asked, and millions may ask for the same
	}
	made := work()
	c.derived[key] = made
	return made
}
