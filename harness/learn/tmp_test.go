package learn

import (
	"testing"
	"time"
	"os"
	"context"

	"github.com/contravene-dev/contravene/harness/openapi"
)

func TestTmp(t *testing.T) {
	files, _ := os.ReadDir("/work/shared/specs")
	for _, f := range files {
		c, err := openapi.Load(context.Background(), "/work/shared/specs/"+f.Name())
		if err != nil { t.Log(f.Name(), err); continue }
		var worst time.Duration
		name, n, total := "", 0, time.Duration(0)
		for _, op := range c.Operations {
			inputs(op)
			b := time.Now()
			l := inputs(op)
			d := time.Since(b)
			total += d
			if d > worst { worst, name, n = d, op.ID, len(l) }
		}
		t.Log(f.Name(), len(c.Operations), worst, name, n, total)
	}
}
