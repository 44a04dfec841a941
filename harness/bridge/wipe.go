package bridge

import (
	"errors"
	"reflect"
	"unsafe"
)

// wiper is what the engine's side of a fuzz test can do with the counters; see testing/fuzz.go.
type wiper interface{ ResetCoverage() }

// reach finds the engine's wiper behind a *testing.F. The names on the way are not promised by anybody and have changed
// before, so that only the shape counts: a pointer to a struct with an interface that can do it.
func reach(f any) (w wiper, err error) {
	defer func() {
		if r := recover(); r != nil {
			w, err = nil, errors.New("the fuzz state of this Go version is laid out in another way")
		}
	}()
	v := reflect.ValueOf(f)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
		return nil, errors.New("there is no fuzz test to reach the counters by")
	}
	for _, state := range v.Elem().Fields() {
		if state.Kind() != reflect.Pointer || state.IsNil() || state.Elem().Kind() != reflect.Struct {
			continue
		}
		for _, deps := range state.Elem().Fields() {
			if deps.Kind() != reflect.Interface || deps.IsNil() {
				continue
			}
			// reflect does not hand out unexported fields otherwise; the field stays as it is
			open := reflect.NewAt(deps.Type(), unsafe.Pointer(deps.UnsafeAddr())).Elem().Interface()
			if found, ok := open.(wiper); ok {
				return found, nil
			}
		}
	}
	return nil, errors.New("the fuzz state of this Go version has no way to wipe its counters")
}
