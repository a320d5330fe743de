# For fingers that type make; every target is `python3 dev.py <target>`.
.PHONY: demo test check fmt docs messages clean
demo test check fmt docs messages clean:
	@python3 dev.py $@
