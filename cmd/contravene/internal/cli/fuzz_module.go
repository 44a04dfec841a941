package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
)

const modulePath = "github.com/contravene-dev/contravene"

// ownModule is the folder with contravene's own source: where this program was built from, or else the go command's module
// cache, which holds the version that it was built from.
func ownModule(ctx context.Context) (string, error) {
	if _, err := exec.LookPath("go"); err != nil {
		return "", errors.New("fuzz needs the go command, whose engine it uses; install Go, or use `contravene test --budget nightly`")
	}
	if _, file, _, ok := runtime.Caller(0); ok {
		folder := filepath.Join(filepath.Dir(file), "..", "..", "..", "..")
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil && filepath.IsAbs(folder) {
			return folder, nil
		}
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Path != modulePath || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "", errors.New("fuzz needs contravene's own source, and this program does not know its version; run it as " +
			"`go run " + modulePath + "/cmd/contravene@latest fuzz …`")
	}
	text, err := exec.CommandContext(ctx, "go", "mod", "download", "-json", modulePath+"@"+info.Main.Version).Output()
	if err != nil {
		return "", fmt.Errorf("fuzz: fetch contravene's own source: %w", err)
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(text, &module); err != nil || module.Dir == "" {
		return "", fmt.Errorf("fuzz: the go command names no folder for %s@%s", modulePath, info.Main.Version)
	}
	return module.Dir, nil
}

// absolute is a path that means the same in any folder.
func absolute(path string) string {
	if whole, err := filepath.Abs(path); err == nil {
		return whole
	}
	return path
}
