import icon from '../icon.svg';

export const Mark = ({ size }: { size: number }) => <img src={icon} width={size} height={size} alt="" />;
