// Claims gives out leases on names. A lease ends when its holder does not renew it.
package main

import (
	"fmt"
	"sync"
	"time"

	"example.org/zoo/internal/daemon"
)

const validity = 2 * time.Hour

type lease struct {
	holder  string
	renewed time.Time
	expiry  *time.Timer
}

type office struct {
	mutex  sync.Mutex
	leases map[string]*lease
}

// renew gives a name to a holder for some time more.
func (o *office) renew(name, holder string) bool {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	current := o.leases[name]
	if current != nil && current.holder != holder && time.Since(current.renewed) < validity {
		return false
	}
	renewed := &lease{holder: holder, renewed: time.Now()}
	renewed.expiry = time.AfterFunc(validity, func() { o.expire(name, renewed) })
	o.leases[name] = renewed
	return true
}

// expire takes a name from a holder who did not renew.
func (o *office) expire(name string, ended *lease) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if o.leases[name] == ended {
		delete(o.leases, name)
	}
}

// giveUp ends a lease before its time.
func (o *office) giveUp(name, holder string) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if current := o.leases[name]; current != nil && current.holder == holder {
		current.expiry.Stop()
		delete(o.leases, name)
	}
}

// holder renews its leases all the time and changes one now and then.
func holder(number int, o *office) {
	name := func(turn int) string { return fmt.Sprintf("name-%d-%d", number, turn%50) }
	self := fmt.Sprint("holder-", number)
	for turn := 0; ; turn++ {
		if o.renew(name(turn), self) {
			daemon.Done(1)
		}
		if turn%500 == 0 {
			o.giveUp(name(turn), self)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func main() {
	ctx := daemon.Context()
	o := &office{leases: map[string]*lease{}}
	for number := 0; number < 10; number++ {
		go holder(number, o)
	}
	daemon.Run(ctx)
}
