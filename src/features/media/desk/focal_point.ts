// Click or drag on the picture to set its focal point: fills the two numbers of the form, which work without it as well.
function start(figure: HTMLElement) {
    const image = figure.querySelector("img");
    const x = document.querySelector<HTMLInputElement>("input[name=focal_x]");
    const y = document.querySelector<HTMLInputElement>("input[name=focal_y]");
    if (!image || !x || !y) return;
    const point = document.createElement("span");
    point.className = "focal-mark";
    point.setAttribute("aria-hidden", "true");
    figure.append(point);
    const number = (field: HTMLInputElement) => Math.min(100, Math.max(0, Number(field.value.replace(",", ".")) || 0));
    const show = () => {
        point.style.left = number(x) + "%";
        point.style.top = number(y) + "%";
    };
    const set = (event: PointerEvent) => {
        const box = image.getBoundingClientRect();
        const share = (at: number, from: number, size: number) => String(Math.round(Math.min(1, Math.max(0, (at - from) / size)) * 1000) / 10);
        x.value = share(event.clientX, box.left, box.width);
        y.value = share(event.clientY, box.top, box.height);
        show();
    };
    image.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        image.setPointerCapture(event.pointerId);
        set(event);
    });
    image.addEventListener("pointermove", (event) => { if (image.hasPointerCapture(event.pointerId)) set(event); });
    x.addEventListener("input", show);
    y.addEventListener("input", show);
    show();
}

for (const figure of document.querySelectorAll<HTMLElement>("[data-island=focal-point]")) start(figure);
