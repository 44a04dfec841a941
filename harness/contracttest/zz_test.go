package contracttest_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/contravene-dev/contravene/fixtures/shop"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
)

type uniq struct {
	harness.Target
	seen map[string]int
	n, bytes int
}

func (u *uniq) Send(ctx context.Context, r *harness.Request, l harness.Limits) (*harness.Response, error) {
	x, err := u.Target.Send(ctx, r, l)
	if x != nil {
		u.n++
		u.bytes += len(x.Body)
		u.seen[fmt.Sprint(x.Status, string(x.Body))]++
	}
	return x, err
}

func TestZZ(t *testing.T) {
	u := &uniq{Target: target.Handler(shop.New()), seen: map[string]int{}}
	shopRun(t, u, 1, 1)
	ub := 0
	for k := range u.seen {
		ub += len(k)
	}
	fmt.Println(u.n, len(u.seen), u.bytes, ub)
}
