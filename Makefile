PYTHON ?= python3
BOOTSTRAP = @exec $(PYTHON) bot/launch/bootstrap.py

.PHONY: run setup test check bench generate

run:       ## set up what is missing, start everything, print "fuwen ready ..."
	$(BOOTSTRAP) run
setup:     ## set up without starting
	$(BOOTSTRAP) setup
test:      ## set up and run all tests
	$(BOOTSTRAP) test
check:     ## linters, types, arrows and sizes, training data
	$(BOOTSTRAP) check
generate:  ## refresh the files generated from the lexicon
	$(BOOTSTRAP) generate
bench:     ## measure, print the table, write bench/results.json
	$(BOOTSTRAP) bench
