/** Stands for styles, of which tests see nothing, and for the addresses of pictures. */
export default 'empty.svg';
